"""A message is acted on once, however often it arrives."""

from concurrent.futures import ThreadPoolExecutor

from tests.live import LiveSystem, Talk, call


def test_a_retry_gets_the_same_reply_and_acts_once(live: LiveSystem) -> None:
    talk = live.talk()

    first = talk.send(text="宝宝八个月可以吃盐吗", client_message_id="m1")
    again = talk.send(text="宝宝八个月可以吃盐吗", client_message_id="m1")

    assert again.json == first.json
    assert [item["seq"] for item in talk.items()] == [1, 2]


def test_ten_retries_at_once_are_one_turn(live: LiveSystem) -> None:
    talk = live.talk()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: talk.send(text="你好", client_message_id="same"), range(10)))

    assert {answer.status for answer in answers} == {200}
    assert len({answer.json["reply"]["answer_id"] for answer in answers}) == 1
    assert len(talk.items()) == 2


def test_a_reused_id_with_another_body_is_a_conflict(live: LiveSystem) -> None:
    talk = live.talk()
    talk.send(text="你好", client_message_id="m1")

    refused = talk.send(text="谢谢", client_message_id="m1")

    assert refused.status == 409
    assert refused.json["error"]["code"] == "client_message_id_reused"
    assert len(talk.items()) == 2


def test_a_burst_is_answered_in_order(live: LiveSystem) -> None:
    talk = live.talk()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda number: talk.send(text=f"你好{number}"), range(5)))

    items = talk.items()
    assert [item["seq"] for item in items] == list(range(1, 11))
    assert [item["from"] for item in items] == ["caregiver", "assistant"] * 5


def _choices(talk: Talk) -> list[dict[str, str]]:
    return list(talk.say("宝宝八个月可以吃盐吗")["choices"])


def test_a_choice_of_another_conversation_is_refused_and_does_nothing(live: LiveSystem) -> None:
    foreign = _choices(live.talk())[0]
    talk = live.talk()

    refused = talk.send(choice=foreign["choice_id"])

    assert refused.status == 409
    assert refused.json["error"]["code"] == "choice_expired"
    assert talk.items() == []


def test_a_stale_choice_is_refused_after_ten_replies_and_the_question_comes_again(live: LiveSystem) -> None:
    talk = live.talk()
    old = _choices(talk)[0]
    for _ in range(10):
        talk.say("你好")
    talk.say("宝宝八个月可以吃盐吗")

    refused = talk.send(choice=old["choice_id"])

    assert refused.status == 409
    question = refused.json["error"]["question"]
    fresh = talk.send(choice=question["choices"][0]["choice_id"])
    assert fresh.status == 200


def test_feedback_needs_the_answers_own_conversation(live: LiveSystem) -> None:
    talk, other = live.talk(), live.talk()
    answer_id = talk.say("宝宝八个月可以吃盐吗")["answer_id"]
    url = f"{live.url}/api/v1/answers/{answer_id}/feedback"

    assert call(url, {"helpful": True}, token=other.token).status == 401
    assert call(url, {"helpful": True}).status == 401
    assert call(url, {"helpful": "yes"}, token=talk.token).status == 400
    thanks = call(url, {"helpful": False, "comment": "不够细"}, token=talk.token)
    assert thanks.status == 200
    assert thanks.json["message"]
