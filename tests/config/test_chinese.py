"""Chinese sentences of the apps end up in one catalogue, where the first one wins."""

from collections import defaultdict

from babel.messages.pofile import read_po

from config.local.places import ROOT


def test_a_sentence_is_translated_alike_everywhere() -> None:
    translations: dict[tuple[object, object], set[object]] = defaultdict(set)
    for file in ROOT.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"):
        with file.open("rb") as source:
            for message in read_po(source):
                translations[message.context, message.id].add(message.string)
    assert not [key for key, found in translations.items() if len(found) > 1 and key[1]]
