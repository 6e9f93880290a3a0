"""The OpenAPI 3.1 document, made from the declared calls."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from assistant.channels.api.contract import ErrorOut
from assistant.channels.api.routes import Credential, Operation, Routes

REF = "#/components/schemas/{model}"

SECURITY_SCHEMES = {
    "conversationToken": {"type": "http", "scheme": "bearer", "description": "开启会话时得到的 token"},
    "operatorSession": {"type": "http", "scheme": "bearer", "description": "坐席登录得到的 bearer"},
    "operatorCookie": {"type": "apiKey", "in": "cookie", "name": "operator_session"},
    "calendarKey": {"type": "apiKey", "in": "query", "name": "key", "description": "预约返回的 ics_url 里已带好"},
    "siteKey": {"type": "apiKey", "in": "header", "name": "X-Site-Key"},
}

SECURITY: dict[Credential, list[dict[str, list[str]]]] = {
    Credential.NONE: [],
    Credential.CONVERSATION: [{"conversationToken": []}],
    Credential.OPERATOR: [{"operatorSession": []}, {"operatorCookie": []}],
    Credential.OPERATOR_OR_SITE: [{"operatorSession": []}, {"siteKey": []}],
    Credential.SITE: [{"siteKey": []}],
    Credential.CONVERSATION_OR_OPERATOR: [{"conversationToken": []}, {"operatorSession": []}, {"operatorCookie": []}],
    Credential.CALENDAR: [{"calendarKey": []}, {"conversationToken": []}, {"operatorSession": []}],
}

FILE_CONTENT = {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {"file": {"type": "string", "format": "binary"}},
            "required": ["file"],
        }
    },
}

DESCRIPTIONS = {
    200: "成功",
    201: "已创建",
    202: "已受理",
    204: "已完成",
    400: "内容格式不对",
    401: "没有凭证，或凭证无效、过期",
    403: "凭证有效，但没有权限",
    404: "没有找到",
    409: "与现有记录冲突",
    413: "内容太长",
    422: "内容里有不能用的地方，什么都没有改",
    423: "账号暂时锁定",
    429: "请求太频繁",
    503: "暂时不可用",
}


def build_document(all_routes: Iterable[Routes], server: str) -> dict[str, Any]:
    """Return the document for all calls."""
    groups = list(all_routes)
    models = {ErrorOut} | {
        model
        for routes in groups
        for operation in routes.operations
        for model in (operation.body, operation.response, *operation.others.values())
        if model is not None
    }
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema(
        [(model, "serialization" if model.__name__.endswith("Out") else "validation") for model in ordered],
        ref_template=REF,
    )
    paths: dict[str, dict[str, Any]] = {}
    for routes in groups:
        for operation in routes.operations:
            paths.setdefault(operation.path, {})[operation.method.lower()] = _describe(operation, routes.tag)
    return {
        "openapi": "3.1.0",
        "info": {"title": "科学育儿助手", "version": "1", "summary": "0~6岁育儿与托育政策问答"},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": schemas["$defs"], "securitySchemes": SECURITY_SCHEMES},
    }


def _describe(operation: Operation, tag: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "tags": [tag],
        "summary": operation.summary,
        "operationId": _operation_id(operation),
        "security": SECURITY[operation.credential],
        "parameters": [*_path_parameters(operation.path), *_query_parameters(operation.query)],
        "responses": {str(operation.status): _success(operation)},
    }
    if operation.body is not None:
        described["requestBody"] = {"required": True, "content": _content(operation.body)}
    if operation.takes_file:
        described["requestBody"] = {"required": True, "content": FILE_CONTENT}
    for status, model in operation.others.items():
        described["responses"][str(status)] = {"description": DESCRIPTIONS[status], "content": _content(model)}
    for status in sorted({500, *operation.errors}):
        described["responses"][str(status)] = {
            "description": DESCRIPTIONS.get(status, "系统出错"),
            "content": _content(ErrorOut),
        }
    return described


def _success(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {"description": DESCRIPTIONS[operation.status]}
    if operation.response is not None:
        described["content"] = _content(operation.response)
    return described


def _content(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REF.format(model=model.__name__)}}}


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = query.model_json_schema()
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _operation_id(operation: Operation) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", operation.path.replace("/api/v1", "").lower()).strip("_")
    return f"{operation.method.lower()}_{words}"
