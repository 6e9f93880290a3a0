"""The commands and their options."""

import argparse
import os
import sys
from pathlib import Path

from assistant.cli.institution_commands import add_institutions
from assistant.cli.site_options import add_site_commands
from assistant.cli.wechat_commands import add_wechat_commands
from assistant.errors import AssistantError, KnowledgeError

DESCRIPTION = "A Chinese parenting-guidance assistant: start it, ask it, look after it."

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""Libraries read these when they load; more threads spin on busy cores and make one query wait seconds."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KnowledgeError as error:
        print("The knowledge base has mistakes:", *error.problems, sep="\n  ", file=sys.stderr)
    except AssistantError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        # whoever read our output, e.g. `head`, has seen enough; nothing more may be written at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="assistant", description=DESCRIPTION)
    commands = parser.add_subparsers(required=True, metavar="command")
    up = _add(commands, "up", "start the service and Rasa, and keep both running", _up)
    up.add_argument("--no-train", action="store_true", help="do not train Rasa even if its data changed")
    ask = _add(commands, "ask", "ask one question and print the answer with its sources", _ask)
    ask.add_argument("question", help="the question, in Chinese")
    _add(commands, "chat", "talk in the terminal; an empty line ends it", _chat)
    train = _add(commands, "train", "train the Rasa model if its data changed", _train)
    train.add_argument("--force", action="store_true", help="train even if nothing changed")
    _add(commands, "index", "put changed knowledge files in service, without a restart", _index)
    evaluate = _add(commands, "evaluate", "measure search, triage and routing on the evaluation sets", _evaluate)
    evaluate.add_argument("--check", action="store_true", help="fail if a figure fell by more than one point")
    evaluate.add_argument("--folds", action="store_true", help="cross-validate the intents too; takes minutes")
    evaluate.add_argument("--save", action="store_true", help="keep the figures as those to compare with")
    evaluate.add_argument(
        "--split", choices=["tuning", "reporting"], default="tuning", help="the reporting half is for final figures"
    )
    operators = _add(commands, "operators", "operators' accounts", None)
    accounts = operators.add_subparsers(required=True, metavar="action")
    add = _add(accounts, "add", "add an operator; asks for the password", _add_operator)
    add.add_argument("name", help="login name")
    add.add_argument(
        "--role",
        action="append",
        choices=["operator", "editor", "administrator", "auditor"],
        help="role, may be given more than once; operator when none is given",
    )
    sites = _add(commands, "sites", "sites that may embed the assistant", None)
    site_actions = sites.add_subparsers(required=True, metavar="action")
    add_site = _add(site_actions, "add", "let a site in", _add_site)
    add_site.add_argument("key", help="public key of the site, a-z, 0-9 and -")
    add_site.add_argument("name", help="the site's name, as people know it")
    add_site.add_argument("--origin", action="append", default=[], help="https://clinic.example; may be repeated")
    add_site.add_argument("--server-to-server", action="store_true", help="its calls come without an Origin")
    _add(site_actions, "list", "list the sites", _list_sites)
    add_site_commands(site_actions, _add)
    knowledge = _add(commands, "knowledge", "how the knowledge base is covered, and what must be read again", None)
    knowledge_actions = knowledge.add_subparsers(required=True, metavar="action")
    _add(knowledge_actions, "check", "check every file", _check_knowledge)
    _add(knowledge_actions, "stats", "count entries by topic and age", _knowledge_stats)
    review = _add(knowledge_actions, "review", "list what must be read again and when", _knowledge_review)
    review.add_argument("--due", action="store_true", help="only what is due")
    review.add_argument("--within-days", type=int, default=30, help="with --due: how far ahead to look (30)")
    add_institutions(commands, _add)
    guidance = _add(commands, "guidance", "free guidance sessions", None)
    guidance_actions = guidance.add_subparsers(required=True, metavar="action")
    take = _add(guidance_actions, "import", "enter the sessions of a CSV file, all or none", _import_sessions)
    take.add_argument("file", type=Path, help="the table, see docs/guidance.md")
    take.add_argument("--dry-run", action="store_true", help="check it and store nothing")
    coming = _add(guidance_actions, "list", "list the sessions to come", _list_sessions)
    coming.add_argument("--district", default="", help="for families of this district alone, e.g. 滨湖区")
    plan = _add(guidance_actions, "plan", "make the sessions of the coming weeks from plans", _plan_sessions)
    plan.add_argument("file", type=Path, nargs="?", help="a table with new or changed plans, see docs/guidance.md")
    plan.add_argument("--weeks", type=int, default=8, help="how far ahead (default: 8)")
    explain = _add(commands, "triage", "show how triage reads a sentence", _triage)
    explain.add_argument("sentence")
    explain.add_argument("--age-months", type=int, help="the child's age in completed months, if it is known")
    add_wechat_commands(commands, _add)
    _add(commands, "doctor", "check the installation and say how to mend it", _doctor)
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, help_: str, run: object
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".")
    parser.set_defaults(run=run)
    return parser


# Commands load what they need when they run: `assistant --help` must not wait for a model.


def _up(options: argparse.Namespace) -> int:
    from assistant.cli.secrets import settings_with_secrets

    settings = settings_with_secrets()  # a wrong one is named before the models' libraries are loaded
    from assistant.cli.up import up

    return up(settings, train=not options.no_train)


def _ask(options: argparse.Namespace) -> int:
    from assistant.cli.talk import ask

    return ask(options.question)


def _chat(_options: argparse.Namespace) -> int:
    from assistant.cli.talk import chat

    return chat()


def _train(options: argparse.Namespace) -> int:
    from assistant.cli.train import train

    return train(force=options.force)


def _index(_options: argparse.Namespace) -> int:
    from assistant.cli.index import index

    return index()


def _evaluate(options: argparse.Namespace) -> int:
    from assistant.cli.evaluate import evaluate

    return evaluate(check=options.check, save=options.save, split=options.split, folds=options.folds)


def _add_operator(options: argparse.Namespace) -> int:
    from assistant.cli.administer import add_operator

    return add_operator(options.name, options.role or ["operator"])


def _add_site(options: argparse.Namespace) -> int:
    from assistant.cli.administer import add_site

    return add_site(options.key, options.name, options.origin, options.server_to_server)


def _list_sites(_options: argparse.Namespace) -> int:
    from assistant.cli.administer import list_sites

    return list_sites()


def _import_sessions(options: argparse.Namespace) -> int:
    from assistant.cli.guidance import import_sessions

    return import_sessions(options.file, options.dry_run)


def _list_sessions(options: argparse.Namespace) -> int:
    from assistant.cli.guidance import list_sessions

    return list_sessions(options.district)


def _plan_sessions(options: argparse.Namespace) -> int:
    from assistant.cli.guidance import plan_sessions

    return plan_sessions(options.file, options.weeks)


def _check_knowledge(_options: argparse.Namespace) -> int:
    from assistant.cli.index import check_knowledge

    return check_knowledge()


def _knowledge_stats(_options: argparse.Namespace) -> int:
    from assistant.cli.knowledge import stats

    return stats()


def _knowledge_review(options: argparse.Namespace) -> int:
    from assistant.cli.knowledge import review

    return review(options.due, options.within_days)


def _triage(options: argparse.Namespace) -> int:
    from assistant.cli.explain import explain

    return explain(options.sentence, options.age_months)


def _doctor(_options: argparse.Namespace) -> int:
    from assistant.cli.doctor import doctor

    return doctor()
