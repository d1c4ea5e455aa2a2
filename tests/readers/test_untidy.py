from __future__ import annotations

import pytest
from made import held, made

# Each case: the file | who speaks, turn by turn.
CASES = {
    "mod names": (
        """
Moderator (Jane): Welcome everyone. Could we go round the table?
Participant 1 (Sam): I'm Sam, I work in A&E.
Participant 2 (Lou): Lou, paediatrics.
Moderator (Jane): Thanks. What do you think of supervision?
Participant 1 (Sam): There is none.
Participant 2 (Lou): [laughs] There's some.
""",
        "Moderator (Jane)|Participant 1 (Sam)|Participant 2 (Lou)|Moderator (Jane)|Participant 1 (Sam)|Participant 2 (Lou)",
    ),
    "P 1 variants": (
        """
I: Start please.
P 1: I will.
P1: And another thing, I was there.
I: Yes?
P 2: Me too.
P2: I saw it.
I: Who else?
P 1: Nobody.
""",
        "I|P 1|P 1|I|P 2|P 2|I|P 1",
    ),
    "german timestamps": (
        """
Transkript Interview 4
Datum: 12.05.2021
Dauer: 45 Minuten
I: Interviewerin
B: Befragter

I: Also, erzählen Sie doch mal (lacht), wie hat das angefangen?
[00:00:32]
B: Ja, äh, das war so: Meine Frau hat gesagt: Mach das doch.

Und dann hab ich das gemacht. (...) Genau.
I: Mhm. #00:01:10#
B: Ähm (3 Sek.) Und danach war alles anders. #00:01:44#
I: Inwiefern?
B: Naja: besser.
""",
        "I|B|I|B|I|B",
    ),
    "Speaker A": (
        """
Speaker A: okay so just tell me a bit about what you do
Speaker B: yeah sure so I work on the wards mostly nights
Speaker A: mhm
Speaker B: and it's tiring
""",
        "Speaker A|Speaker B|Speaker A|Speaker B",
    ),
    "label alone colon": (
        """
Interviewer:
Tell me about the first day.

Participant:
It rained. I was late.
I had the wrong shoes.

Interviewer:
And then?

Participant:
Then it got better.
""",
        "Interviewer|Participant|Interviewer|Participant",
    ),
    "whatsapp": (
        """
12/05/2021, 10:03 - Anna: hi are you free to talk?
12/05/2021, 10:05 - Ben: yes I am
12/05/2021, 10:06 - Anna: how was the exam?
12/05/2021, 10:09 - Ben: awful, I think I failed
""",
        "Anna|Ben|Anna|Ben",
    ),
    "dash nospace": (
        """
Int- How are you today?
Res- I'm OK thanks.
Int- And the family?
Res- They're well - all of them.
""",
        "Int|Res|Int|Res",
    ),
    "em dash": (
        """
I—How are you today?
R—I'm OK thanks—mostly.
I—And the family?
R—They're well.
""",
        "I|R|I|R",
    ),
    "turkish": (
        """
Görüşmeci: Bu işe nasıl başladınız?
Katılımcı: Beş yıl önce başladım.
Görüşmeci: Peki neden?
Katılımcı: Çünkü ben öğretmeyi seviyorum.
""",
        "Görüşmeci|Katılımcı|Görüşmeci|Katılımcı",
    ),
    "finnish letters": (
        """
H: Miten päädyit tänne?
V: No, se oli sattumaa.
H: Niinkö?
V: Joo, ystävä kertoi.
""",
        "H|V|H|V",
    ),
    "greek": (
        """
Ε: Πώς ξεκινήσατε;
Α: Από τη σχολή, με έναν φίλο.
Ε: Και μετά;
Α: Μετά ήρθα εδώ.
""",
        "Ε|Α|Ε|Α",
    ),
    "chinese QA": (
        """
Q：您觉得怎么样？
A：我觉得还可以。
Q：有什么困难吗？
A：时间不够。
""",
        "Q|A|Q|A",
    ),
    "table colon": (
        """
| Date | 12 May 2020 |
| Place | Canteen |
| | |

| Interviewer: | How did it start? |
| Participant: | With a phone call. I was at home.⏎It was late. |
| Interviewer: | Who called? |
| Participant: | The ward sister. |
""",
        "Interviewer|Participant|Interviewer|Participant",
    ),
    "bold q with heading": (
        """
**Participant 3**
**How did you feel about the training?**
I was nervous, to be honest.
**What helped?**
My colleagues. And tea.
**Would you recommend it?**
Yes, I would.
I have already done so.
""",
        "Interviewer|Participant|Interviewer|Participant|Interviewer|Participant",
    ),
    "caps": (
        """
INTERVIEWER: SO WHAT DID YOU DO?
RESPONDENT: I went home.
INTERVIEWER: AND THEN?
RESPONDENT: I slept.
""",
        "INTERVIEWER|RESPONDENT|INTERVIEWER|RESPONDENT",
    ),
    "quotes inside": (
        """
Interviewer: What did he say?
Respondent: He said: you must stay. And I said: no way.
He: stay!
Me: no!
Like that, for an hour.
Interviewer: Goodness.
Respondent: Yes. In the end I stayed.
Interviewer: Why?
Respondent: Money.
""",
        "Interviewer|Respondent|Interviewer|Respondent|Interviewer|Respondent",
    ),
    "oral": (
        """
[Interviewer]
Where were you born?
[Mr Jones]
In Cardiff, in 1932.
[Interviewer]
And your parents?
[Mr Jones]
My father was a miner.
""",
        "Interviewer|Mr Jones|Interviewer|Mr Jones",
    ),
    "italic q": (
        """
__How did you hear about us?__
From a friend at work.
__What was your first thought?__
That I had no time for it.
[pause]
But I came anyway.
__Were you glad?__
Yes. I was.
""",
        "Interviewer|Participant|Interviewer|Participant|Interviewer|Participant",
    ),
    "Q. R.": (
        """
Q1. How long have you worked here?
R: About six years, I think.
Q2. What do you like?
R: The people I work with.
Q3. And dislike?
R: The parking.
""",
        "Q|R|Q|R|Q|R",
    ),
    "metadata table then labels": (
        """
| Participant ID | P12 |
| Interviewer | Jo Smith |
| Date of interview | 3/4/19 |
| Length | 43 minutes |
JS: Thanks for joining. Can I record?
P12: Sure, go ahead.
JS: What's your role?
P12: I'm a ward manager.
""",
        "JS|P12|JS|P12",
    ),
    "brackets time label": (
        """
(00:03) Interviewer: Ready?
(00:05) Participant: Ready. I have ten minutes.
(00:09) Interviewer: Then quickly: why nursing?
(00:13) Participant: My mother was one.
""",
        "Interviewer|Participant|Interviewer|Participant",
    ),
    "two participants": (
        """
Int: How did you two meet?
Husband: At a dance.
Wife: It was not a dance, it was a funeral.
Int: Whose?
Husband: My uncle's.
Wife: He danced, though.
Int: I see.
""",
        "Int|Husband|Wife|Int|Husband|Wife|Int",
    ),
    "uneven: interviewer rarely": (
        """
I: Tell me your story.
P: I was born in a small town.
My father kept bees. I was afraid of them.
Later I became a doctor: it seemed the safe thing to do.
But: it was not.
I worked in four hospitals. In the first I learnt to run. In the second I learnt to wait.
In the third I was ill myself.
I: What happened?
P: I fell.
That was all. I fell on the stairs.
And nobody came for an hour.
""",
        "I|P|I|P",
    ),
    "numbered labels": (
        """
1. I: Hello there.
2. P: Hello.
3. I: How's it going?
4. P: It's going.
""",
        "I|P|I|P",
    ),
    "IV S1": (
        """
IV: Fangen wir an?
S1: Ja, gern.
S2: Von mir aus.
IV: Was war gut?
S1: Das Essen.
S2: Die Pausen: lang genug.
""",
        "IV|S1|S2|IV|S1|S2",
    ),
    "name dash time": (
        """
Jane Doe - 00:01
Hello, thanks for coming. Shall we start?
John Roe - 00:05
Yes, I'm ready.
Jane Doe - 00:08
What do you do?
John Roe - 00:10
I teach.
""",
        "Jane Doe|John Roe|Jane Doe|John Roe",
    ),
    "gdocs zoom txt": (
        """
[Jane Doe] 10:01:22
Hello, shall we start?
[John Roe] 10:01:30
Yes, I'm ready.
[Jane Doe] 10:01:35
What do you do?
[John Roe] 10:01:41
I teach.
""",
        "Jane Doe|John Roe|Jane Doe|John Roe",
    ),
    "consent then talk": (
        """
Consent form read aloud and agreed before recording.

INT: Right, that's on. So.
R07: So.
INT: [laughs] So, tell me: what is a good day?
R07: One where I get lunch.
INT: And bad?
R07: Monday.

INTERVIEW ENDS
Field notes: participant was tired, spoke quietly.
""",
        "INT|R07|INT|R07|INT|R07",
    ),
    "french E": (
        """
E : Comment vous êtes arrivé là ?
M. Dupont : Par hasard, je dirais.
E : Par hasard ?
M. Dupont : Oui : un ami m'en a parlé.
E : D'accord.
M. Dupont : Et voilà.
""",
        "E|M. Dupont|E|M. Dupont|E|M. Dupont",
    ),
    "pt": (
        """
P: Como começou a sua carreira?
R: Comecei no interior, eu tinha vinte anos.
P: E gostou?
R: Gostei muito.
""",
        "P|R|P|R",
    ),
    "tab table time": (
        """
00:01	Interviewer	So tell me about it.
00:05	Participant	It began in May.
00:09	Interviewer	And?
00:11	Participant	And it ended in June.
""",
        "Interviewer|Participant|Interviewer|Participant",
    ),
    "initials with full stops": (
        """
J.K.: You said it was a relief.
M.B.: It was, it was.
J.K.: In what way?
M.B.: I could say it aloud.
""",
        "J.K.|M.B.|J.K.|M.B.",
    ),
    "role in bold no colon": (
        """
**Interviewer** So what made you apply?
**Dr Lee** I was curious, I suppose.
**Interviewer** About?
**Dr Lee** About whether I could do it.
""",
        "Interviewer|Dr Lee|Interviewer|Dr Lee",
    ),
    "caps no colon": (
        """
INT So what made you apply?
RES I was curious, I suppose.
INT About?
RES About whether I could do it.
""",
        "INT|RES|INT|RES",
    ),
    "single letters no sep": (
        """
I So what made you apply?
P I was curious, I suppose.
I About?
P About whether I could do it. I wasn't sure.
""",
        "I|P|I|P",
    ),
    "numbers inside": (
        """
Int 1: What time did you start?
Resp 1: At 8:30: always.
Int 1: Every day?
Resp 1: 5 days: yes. Ratio 3:1.
Resp 2: Not me.
Int 2: No?
""",
        "Int 1|Resp 1|Int 1|Resp 1|Resp 2|Int 2",
    ),
    "overlapping": (
        """
INT: So you were [overlapping] there the whole --
RES: [overlapping] The whole time, yeah.
INT/RES: [laughter]
INT: Right.
RES: I never left.
""",
        "INT|RES|INT/RES|INT|RES",
    ),
    "UNIDENTIFIED": (
        """
MODERATOR: Any thoughts?
MALE 1: I like it.
FEMALE 2: I don't.
UNIDENTIFIED: [inaudible]
MALE 1: Why not?
FEMALE 2: Too long.
MODERATOR: OK.
""",
        "MODERATOR|MALE 1|FEMALE 2|UNIDENTIFIED|MALE 1|FEMALE 2|MODERATOR",
    ),
    "question in caps bold mixed": (
        """
**Q: Where do you work?**
A: On ward six.
**Q: Since when?**
A: Since last year.
""",
        "Q|A|Q|A",
    ),
    "participant label after Q in bold": (
        """
**Can you tell me about your job?**
P1: I run the clinic.
**And how is that?**
P1: Busy, I'd say.
**Why?**
P1: Because nobody else does it.
""",
        "Interviewer|P1|Interviewer|P1|Interviewer|P1",
    ),
    "interviewer italic no label, P labelled": (
        """
__Can you tell me about your job?__
P: I run the clinic.
__And how is that?__
P: Busy, I'd say.
Very busy.
__Why?__
P: Because nobody else does it.
""",
        "Interviewer|P|Interviewer|P|Interviewer|P",
    ),
    "bullets labels": (
        """
• I: Can you tell me about your job?
• P: I run the clinic.
• I: And?
• P: It's fine.
""",
        "I|P|I|P",
    ),
    "NBSP": (
        """
I\u00a0:\u00a0Bonjour, vous êtes prête ?
P\u00a0:\u00a0Oui, oui.
I\u00a0:\u00a0Alors ?
P\u00a0:\u00a0Je suis là.
\u00a0
""",
        "I|P|I|P",
    ),
    "spanish full": (
        """
Entrevista n.º 3
Fecha: 2 de marzo
E: Buenos días, ¿me puede contar cómo llegó aquí?
I: Sí, bueno, yo llegué en el 98.
E: ¿Y entonces?
I: Entonces conocí a mi marido: un médico.
E: Ajá.
I: Y aquí me quedé.
""",
        "E|I|E|I|E|I",
    ),
    "italian R/I": (
        """
R: Come ha cominciato?
I: Ho cominciato da giovane, mio padre era medico.
R: E poi?
I: Poi sono venuto qui.
""",
        "R|I|R|I",
    ),
    "header joined line": (
        """
Interviewer 00:00:01
So what do you do?

Participant 00:00:04
I teach.

Interviewer 00:00:06
What?

Participant 00:00:07
Children. [laughs]
""",
        "Interviewer|Participant|Interviewer|Participant",
    ),
    "Sonix": (
        """
Ann: [00:00:01] So what do you do?
Bob: [00:00:04] I teach.
Ann: [00:00:06] What?
Bob: [00:00:07] Children.
""",
        "Ann|Bob|Ann|Bob",
    ),
}

DECOYS = {
    "guide labelled": """
Interview schedule
Introduction
Interviewer: thank participant, explain study, obtain consent
Q1: How did you come to be a mentor?
Probe: colleagues, training
Q2: What have you learnt?
Probe: listening, patience
Q3: How has it changed your work?
Closing: thank participant
""",
    "minutes initials": """
Meeting of the trial team
Present: JS, KL, MN
JS reported that recruitment is on target.
KL: to contact site 4 about the missing forms.
MN: to update the protocol.
JS: to book the room for June.
KL: to circulate the minutes.
Next meeting: 4 June
""",
    "FAQ decoy abstracts": """
Aim: To explore how doctors talk.
Design: A qualitative study.
Setting: Three hospitals.
Participants: Twenty doctors.
Results: Doctors talk fast.
Conclusion: Slow down.
""",
    "guide bold sections": """
**Topic guide – junior doctors**
**Opening**
Tell me a bit about yourself and your role.
How long have you been in your post?
**Mentoring**
Could you describe your relationship with your mentor?
What has been most useful?
Prompt: confidence, career, networks
**Close**
Is there anything else you'd like to add?
Thank you for your time.
""",
    "agenda": """
Agenda
10:00 Welcome and coffee
10:30 Talk by Dr Field
11:30 Break
11:45 Workshop: listening
13:00 Lunch
14:00 Close
""",
    "codebook": """
Code: Wellbeing
Definition: The person speaks of feeling well or unwell.
Example: "I slept badly for a year."
Code: Career
Definition: The person speaks of jobs or promotion.
Example: "I went for the consultant post."
Code: Patients
Definition: The person speaks of patient care.
Example: "They noticed I had changed."
""",
    "dictionary of terms": """
Respondent: a person who answers.
Interviewer: a person who asks.
Moderator: a person who leads a group.
Coder: a person who codes.
""",
    "notes of interview 3rd person": """
Notes: interview with P4 (registrar), 3 May
- trained as mentor in 2017, two-day course
- uses skills mainly with students and juniors
- listens more, fewer solutions
- feels that management does not value it
- would like refresher training
""",
    "summary table": """
| Participant | Age | Specialty |
| P1 | 34 | paediatrics |
| P2 | 51 | surgery |
| P3 | 45 | psychiatry |
| P4 | 38 | general practice |
""",
    "codes table": """
| Theme | Quote | Participant |
| Wellbeing | I slept badly for a year and told nobody. | P1 |
| Career | I went for the consultant post because of him. | P2 |
| Wellbeing | It was the first time that anyone asked me. | P1 |
| Patients | They noticed I had changed. | P3 |
""",
}


@pytest.mark.parametrize("case", CASES)
def test_who_speaks(case: str) -> None:
    """Less tidy files, from chats to focus groups, are read turn by turn."""
    text, speakers = CASES[case]
    one = made(text)
    held(one)
    assert "|".join(turn.speaker for turn in one.turns) == speakers


@pytest.mark.parametrize("case", DECOYS)
def test_nobody_speaks(case: str) -> None:
    """Documents about interviews, and lists in label form, have no turns."""
    one = made(DECOYS[case])
    held(one)
    assert one.turns == ()


def test_prose_before_a_colon_is_no_speaker() -> None:
    """Words before a colon that come back now and then are not speakers where others clearly are; a person who speaks once is."""
    asides = [
        "Note: I was tired.",
        "For example: the rota.",
        "Training: two days.",
        "And I said: no.",
        "Me: never!",
        "Time: that is it.",
    ]
    lines = []
    for number in range(36):
        lines += [f"Interviewer: And what came {number} weeks later?", "Participant: I do not know, more of the same."]
        lines += [asides[number % len(asides)]] * (number % 3 == 0)
    lines.insert(31, "Nurse: Sorry, I only need the chart.")
    one = made("\n".join(lines))
    held(one)
    assert {speaker.label for speaker in one.speakers} == {"Interviewer", "Participant", "Nurse"}
    assert len(one.turns) == 73
