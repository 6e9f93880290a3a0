"""Reading a file that was sent as the body or in a form."""

from aiohttp import web

from assistant.errors import InvalidInput


async def read_file(request: web.Request, largest: int) -> bytes:
    """Return the file.

    Raises:
        InvalidInput: A form came without a field `file`.
        HTTPRequestEntityTooLarge: More than `largest` bytes.
    """
    # The application's own limit is that of messages; a list of institutions is larger.
    roomy = request.clone(client_max_size=largest)
    if not request.content_type.startswith("multipart/"):
        return await roomy.read()
    try:
        form = await roomy.post()
    except ValueError as error:
        raise InvalidInput(f"The form cannot be read: {error}.") from None
    sent = form.get("file")
    if not isinstance(sent, web.FileField):
        raise InvalidInput("The form has no file in its field `file`.")
    return sent.file.read()
