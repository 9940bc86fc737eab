"""How rounds go on, and who is told."""

from typing import Final

GOING_ON: Final[dict[str, str]] = {
    "a round that has ended leaves nothing to decide": """
        SELECT stp.id FROM stp JOIN rnd ON rnd.id = stp.round_id
        WHERE rnd.state <> 'open' AND stp.state IN ('open', 'waiting')""",
    "a round that runs waits for somebody, in its stage": """
        SELECT rnd.id FROM rnd WHERE state = 'open' AND NOT EXISTS (
            SELECT FROM stp JOIN rnd o ON o.id = stp.round_id AND o.submission = rnd.submission
            WHERE stp.state = 'open' AND stp.stage = rnd.stage AND meaning <> 'seen')""",
    "no stage begins before the one before it is decided": """
        SELECT stp.id FROM stp JOIN stage ON stage.round_id = stp.round_id
        AND stage.stage < stp.stage WHERE stp.state NOT IN ('waiting', 'not_required')
        AND NOT views AND signed < needed""",
    "a round passes when every stage that signs is decided, and not before": """
        SELECT rnd.id FROM rnd JOIN stage ON stage.round_id = rnd.id WHERE state = 'passed'
        AND NOT views AND signed < needed""",
    "a round that came back or to nothing says why, if somebody else ended it": """
        SELECT id FROM rnd WHERE state IN ('returned', 'rejected') AND comment = ''""",
    "a step that waits in its stage waits for a signature beside it": """
        SELECT stp.id FROM stp JOIN rnd ON rnd.id = stp.round_id AND rnd.state = 'open'
        WHERE stp.state = 'waiting' AND stp.stage = rnd.stage AND NOT EXISTS (
            SELECT FROM stp o WHERE o.added_to_id = stp.id AND o.place = 'before'
            AND o.state IN ('open', 'waiting'))
        AND NOT EXISTS (SELECT FROM stp o WHERE o.id = stp.added_to_id AND stp.place = 'after'
                        AND o.state IN ('open', 'waiting'))""",
    "nothing is open while somebody is asked who was added before it": """
        SELECT stp.id FROM stp JOIN stp o ON o.added_to_id = stp.id AND o.place = 'before'
        WHERE stp.state = 'open' AND o.state IN ('open', 'waiting')""",
    "a round that passed has each signature that was added beside one that was given": """
        SELECT stp.id FROM stp JOIN rnd ON rnd.id = stp.round_id AND rnd.state = 'passed'
        JOIN stp o ON o.id = stp.added_to_id AND o.state = 'signed'
        WHERE stp.state NOT IN ('signed', 'taken_back', 'handed_on')""",
    "what was handed on is decided by who has it now": """
        SELECT stp.id FROM stp WHERE state = 'handed_on' AND NOT EXISTS (
            SELECT FROM stp o WHERE o.handed_from_id = stp.id)""",
    "whoever is asked was told so, of a package once": """
        SELECT stp.id FROM stp JOIN rnd ON rnd.id = stp.round_id
        WHERE due_on IS NOT NULL AND NOT EXISTS (
            SELECT FROM told WHERE recipient_id = stp.member_id AND subject = 'step:' || stp.id
            AND kind IN ('approval_requested', 'act_requested', 'viewing_requested',
                         'step_handed_to', 'signature_asked', 'step_open_again'))
        AND NOT EXISTS (
            SELECT FROM rnd o JOIN stp s ON s.round_id = o.id AND s.member_id = stp.member_id
            JOIN told ON recipient_id = s.member_id AND subject = 'step:' || s.id
            WHERE o.submission = rnd.submission AND o.package_id IS NOT NULL
            AND (kind = 'package_requested' OR s.given_by_id = stp.given_by_id AND kind IN
                 ('viewing_requested', 'step_handed_to', 'signature_asked')))""",
    "each outcome was told to the author and to all who had acted": """
        SELECT heard.id FROM heard WHERE person IS NOT NULL
        AND person IS DISTINCT FROM ended_by_id AND NOT EXISTS (
            SELECT FROM told JOIN rnd o ON subject = 'round:' || o.id
            WHERE recipient_id = person AND o.submission = heard.submission
            AND kind = CASE WHEN heard.package_id IS NOT NULL THEN 'package_'
                WHEN heard.purpose = 'issue' THEN 'revision_' ELSE 'act_' END || heard.state)""",
    "whoever was asked and is let off was told so, of a package once all is": """
        SELECT stp.id FROM stp JOIN rnd ON rnd.id = stp.round_id
        WHERE stp.state = 'not_required' AND due_on IS NOT NULL
        AND NOT EXISTS (SELECT FROM told WHERE recipient_id = stp.member_id
            AND subject = 'step:' || stp.id
            AND kind IN ('approval_not_required', 'viewing_not_required'))
        AND NOT EXISTS (
            SELECT FROM rnd o JOIN stp s ON s.round_id = o.id
            LEFT JOIN told ON recipient_id = stp.member_id AND subject = 'step:' || s.id
                AND kind = 'package_not_required'
            WHERE o.submission = rnd.submission AND o.package_id IS NOT NULL
            AND (told.id IS NOT NULL
                 OR s.member_id = stp.member_id AND s.state <> 'not_required'))""",
    "who is urged was told so, by one who waits, before they had decided": """
        SELECT urge.id FROM urge JOIN stp ON stp.id = urge.step_id
        WHERE urge.by_id = stp.member_id OR urge.at > stp.decided_at OR NOT EXISTS (
            SELECT FROM told WHERE recipient_id = stp.member_id AND kind = 'step_urged'
            AND subject = 'urge:' || urge.id)""",
    "who is asked a question takes part in its round, and was told": """
        SELECT msg.id FROM msg JOIN rnd ON rnd.id = msg.round_id
        JOIN rev ON rev.id = rnd.revision_id JOIN doc ON doc.id = rev.document_id
        WHERE kind = 'question' AND (NOT EXISTS (
            SELECT FROM told WHERE recipient_id = msg.to_id AND subject = 'message:' || msg.id
            AND kind = 'question_asked')
        OR msg.to_id NOT IN (rnd.started_by_id, rev.prepared_by_id, doc.owner_id) AND NOT EXISTS (
            SELECT FROM part WHERE revision_id = rev.id AND member_id = msg.to_id))""",
    "an answer stands in the round of its question": """
        SELECT msg.id FROM msg JOIN msg asked ON asked.id = msg.answers_id
        WHERE asked.round_id <> msg.round_id OR asked.kind <> 'question'""",
}
