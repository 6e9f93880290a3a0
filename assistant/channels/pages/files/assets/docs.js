// Shows the OpenAPI document as a page.
const place = document.getElementById("calls");

function element(name, text) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  return made;
}

function code(value) {
  return element("pre", JSON.stringify(value, null, 2));
}

function schemaOf(content, schemas) {
  const reference = content?.["application/json"]?.schema?.$ref;
  return reference && schemas[reference.split("/").pop()];
}

function show(method, path, call, schemas) {
  const box = element("details");
  box.append(element("summary", `${method.toUpperCase()} ${path}　${call.summary}`));
  const credentials = call.security.flatMap((one) => Object.keys(one));
  box.append(element("p", `凭证：${credentials.join(" 或 ") || "不需要"}`));
  if (call.parameters.length) {
    box.append(element("p", "参数"), code(call.parameters.map(({ name, in: where, required, schema }) => ({ name, in: where, required, schema }))));
  }
  const body = schemaOf(call.requestBody?.content, schemas);
  if (body) box.append(element("p", "请求内容"), code(body));
  for (const [status, response] of Object.entries(call.responses)) {
    box.append(element("p", `${status} ${response.description}`));
    const schema = schemaOf(response.content, schemas);
    if (schema && status < 300) box.append(code(schema));
  }
  return box;
}

const api = await (await fetch("/openapi.json")).json();
const calls = [];
let tag = "";
for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, call] of Object.entries(methods)) {
    if (call.tags[0] !== tag) {
      tag = call.tags[0];
      calls.push(element("h2", tag));
    }
    calls.push(show(method, path, call, api.components.schemas));
  }
}
place.replaceChildren(...calls);
