"""Putting changed knowledge files in service, and checking them."""

from assistant.cli.local_http import call
from assistant.settings import load_settings


def index() -> int:
    """Ask the running service to take up changed files; it starts without loading a model."""
    settings = load_settings()
    try:
        token = settings.internal_token.value
        status, reloaded = call(f"{settings.internal_url}/index", token=token, timeout_seconds=600)
    except ConnectionError:
        print("The service is not running; it reads the knowledge base when it starts (make run).")
        return check_knowledge()
    if status == 200:
        print(f"In service: {reloaded['entries']} entries, version {reloaded['version'][:12]}.")
        return 0
    if "problems" in reloaded:
        print("The old entries stay in service. Mend these and run the command again:")
        print(*reloaded["problems"], sep="\n")
    else:
        print(f"The service refused: {reloaded['error']['message']} (is this its checkout and its token?)")
    return 1


def check_knowledge() -> int:
    """Check every file; print each problem with its file, line and remedy."""
    from assistant.knowledge.loader import find_problems

    problems = find_problems(load_settings().knowledge_folder)
    print(*problems, sep="\n")
    print(f"{len(problems)} problems." if problems else "The knowledge base is in order.")
    return 1 if problems else 0
