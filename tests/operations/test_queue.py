"""The bell between web and worker: what one rings, the other hears, by the same name."""

from learning.operations.queue import open_queue, task, waker


def test_the_worker_hears_what_a_web_process_rings(app):
    settings = app.extensions["zhili"].settings
    settings.data.mkdir(exist_ok=True)
    heard: list[str] = []

    waker(settings)("print_papers")

    queue = open_queue(settings)
    task(queue, lambda name: heard.append(name))
    queue.execute(queue.dequeue())
    queue.storage.close()
    assert heard == ["print_papers"]
