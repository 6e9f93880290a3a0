"""Progress of the index is shown every few seconds, with the time that is left."""

from assistant.cli.progress import ProgressLines


def test_lines_come_every_few_seconds_and_at_the_end(capsys):
    seconds = iter([0.0, 1.0, 10.0, 11.0, 20.0])
    progress = ProgressLines(lambda: next(seconds))

    for done in (50, 500, 550, 1000):
        progress(done, 1000)

    assert capsys.readouterr().out.splitlines() == [
        "  500 of 1,000 passages, about 10 s left",
        "  1,000 of 1,000 passages",
    ]
