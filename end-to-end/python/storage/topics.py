"""Topics copied record by record, as a mirror to another cluster and back does."""

from confluent_kafka import Consumer, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ConfigSource, NewTopic, ResourceType

JUNK = b"to be deleted"


def copy(bootstrap: str, source: str, target: str, offset: int) -> int:
    """Makes `target` with the settings of `source` and the same records, of which the first has this offset. How many there are."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    partitions = admin.list_topics(source, timeout=20).topics[source].partitions
    resource = ConfigResource(ResourceType.TOPIC, source)
    settings = admin.describe_configs([resource])[resource].result(20)
    own = {name: entry.value for name, entry in settings.items() if entry.source == ConfigSource.DYNAMIC_TOPIC_CONFIG.value}
    # A compacted topic does not let its first records be deleted: its policy comes last.
    admin.create_topics([NewTopic(target, len(partitions), 1, config=own | {"cleanup.policy": "delete"})])[target].result(20)
    producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "message.max.bytes": 16 << 20})
    for partition in partitions if offset else []:
        for _ in range(offset):
            producer.produce(target, JUNK, partition=partition)
    producer.flush(20)
    if offset:
        for deleted in admin.delete_records([TopicPartition(target, p, offset) for p in partitions]).values():
            deleted.result(20)
    policy = ConfigEntry("cleanup.policy", settings["cleanup.policy"].value, incremental_operation=AlterConfigOpType.SET)
    altered = ConfigResource(ResourceType.TOPIC, target, incremental_configs=[policy])
    admin.incremental_alter_configs([altered])[altered].result(20)
    records = read(bootstrap, source, list(partitions))
    for record in records:
        _, at = record.timestamp()
        producer.produce(target, record.value(), record.key(), record.partition(), timestamp=at, headers=record.headers())
        producer.poll(0)
    assert producer.flush(60) == 0
    return len(records)


def read(bootstrap: str, topic: str, partitions: list[int]) -> list[Message]:
    """All that is in it now."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": f"{topic}.copy", "enable.auto.commit": False, "enable.partition.eof": True})
    consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
    records, ended = [], 0
    while ended < len(partitions):
        record = consumer.poll(20)
        assert record is not None, f"{topic} could not be read"
        if record.error():
            ended += 1
        else:
            records.append(record)
    consumer.close()
    return records
