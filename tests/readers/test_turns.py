from __future__ import annotations

import pytest
from made import held, made, told

# Each case: what it shows | the file | its turns, by speaker and first words.
LABELS = {
    "English letters": (
        """
I: So how did you come to mentoring?
P: By accident, really. A colleague asked me.
I: And what made you stay?
P: The people.
""",
        ["I > So how did", "P > By accident, really. A", "I > And what", "P > The people."],
    ),
    "whole words, paragraphs that go on": (
        """
Interviewer: Can you tell me about the training?
Participant: It was two days in spring.
We sat in a circle most of the time.
And then there was role play, which I dreaded.
Interviewer: Why?
Participant: I hate being watched.
""",
        [
            "Interviewer > Can you",
            "Participant > It was two days in spring. We sat in a circle most of the time. And then",
            "Interviewer > Why?",
            "Participant > I hate",
        ],
    ),
    "German": (
        """
Interviewer: Wie lange arbeiten Sie schon hier?
Befragte: Seit neun Jahren, glaube ich.
Interviewer: Und wie hat das angefangen?
Befragte: Das war so: Ich hatte eine Vertretung übernommen.
Interviewer: Ach so.
Befragte: Genau.
""",
        [
            "Interviewer > Wie lange",
            "Befragte > Seit neun",
            "Interviewer > Und wie",
            "Befragte > Das war so: Ich",
            "Interviewer > Ach so.",
            "Befragte > Genau.",
        ],
    ),
    "German letters": (
        """
I: Was fällt Ihnen dazu ein?
B: Hm, also, zunächst die Nachtdienste.
I: Erzählen Sie mal.
B: Man ist ja allein auf Station.
""",
        ["I > Was", "B > Hm, also,", "I > Erzählen", "B > Man ist"],
    ),
    "French, a space before the colon": (
        """
Enquêteur\u00a0: Vous pouvez me raconter une journée ?
Enquêtée\u00a0: Alors, je me lève à six heures.
Enquêteur\u00a0: Et ensuite ?
Enquêtée\u00a0: Ensuite, il faut préparer les enfants.
""",
        ["Enquêteur > Vous", "Enquêtée > Alors,", "Enquêteur > Et", "Enquêtée > Ensuite,"],
    ),
    "Spanish letters": (
        """
E: ¿Cómo empezó usted en la medicina?
P: Pues mi padre era médico.
E: ¿Y eso influyó?
P: Claro que sí.
E: ¿De qué manera?
P: No sé, lo vi siempre en casa.
""",
        ["E > ¿Cómo", "P > Pues", "E > ¿Y", "P > Claro", "E > ¿De", "P > No sé,"],
    ),
    "Spanish words": (
        """
Entrevistadora: ¿Qué es lo que más le gusta?
Entrevistada: El trato con la gente.
Entrevistadora: ¿Y lo que menos?
Entrevistada: Las guardias: son muy largas.
""",
        ["Entrevistadora > ¿Qué", "Entrevistada > El trato", "Entrevistadora > ¿Y", "Entrevistada > Las guardias: son"],
    ),
    "Portuguese": (
        """
Entrevistador: Como foi a sua formação?
Entrevistado: Foi muito boa, eu gostei.
Entrevistador: E depois?
Entrevistado: Depois eu fui trabalhar no interior.
""",
        ["Entrevistador > Como", "Entrevistado > Foi", "Entrevistador > E", "Entrevistado > Depois"],
    ),
    "Italian": (
        """
Intervistatrice: Da quanto tempo lavora qui?
Intervistato: Da sei anni, più o meno.
Intervistatrice: E come si trova?
Intervistato: Bene, dai.
""",
        ["Intervistatrice > Da", "Intervistato > Da sei", "Intervistatrice > E", "Intervistato > Bene,"],
    ),
    "Dutch": (
        """
Onderzoeker: Hoe ging dat toen?
Deelnemer: Nou ja, we moesten alles zelf regelen.
Onderzoeker: En lukte dat?
Deelnemer: Ja, uiteindelijk wel.
""",
        ["Onderzoeker > Hoe", "Deelnemer > Nou", "Onderzoeker > En", "Deelnemer > Ja,"],
    ),
    "Polish": (
        """
Badacz: Jak wygląda pana dzień?
Badany: Zaczynam o szóstej rano.
Badacz: A co potem?
Badany: Potem mam obchód na oddziale.
""",
        ["Badacz > Jak", "Badany > Zaczynam", "Badacz > A co", "Badany > Potem"],
    ),
    "Swedish": (
        """
Intervjuare: Hur länge har du jobbat här?
Informant: I tolv år, tror jag.
Intervjuare: Och du trivs?
Informant: Ja, det gör jag.
""",
        ["Intervjuare > Hur", "Informant > I tolv", "Intervjuare > Och", "Informant > Ja,"],
    ),
    "Czech": (
        """
Tazatel: Jak jste se k tomu dostala?
Respondentka: No, přes kamarádku.
Tazatel: A kdy to bylo?
Respondentka: Asi před třemi lety.
""",
        ["Tazatel > Jak", "Respondentka > No,", "Tazatel > A", "Respondentka > Asi"],
    ),
    "Russian": (
        """
Интервьюер: Как вы начали работать?
Респондент: Ну, сразу после института.
Интервьюер: А почему здесь?
Респондент: Потому что рядом дом.
""",
        ["Интервьюер > Как", "Респондент > Ну,", "Интервьюер > А", "Респондент > Потому"],
    ),
    "Arabic, marks of direction": (
        """
\u200fالباحثة: كيف بدأت العمل هنا؟
\u200fالمشارك: بدأت منذ خمس سنوات.
\u200fالباحثة: وما الذي تغير؟
\u200fالمشارك: كل شيء تقريبا.
""",
        ["الباحثة > كيف", "المشارك > بدأت", "الباحثة > وما", "المشارك > كل"],
    ),
    "Hebrew": (
        """
מראיינת: איך התחלת לעבוד כאן?
מרואיין: לפני שלוש שנים.
מראיינת: ומה השתנה?
מרואיין: הכל, בעצם.
""",
        ["מראיינת > איך", "מרואיין > לפני", "מראיינת > ומה", "מרואיין > הכל,"],
    ),
    "Chinese, full-width colon": (
        """
访谈者：您是怎么开始这份工作的？
受访者：我毕业以后就来了。
访谈者：后来呢？
受访者：后来就一直在这里。
""",
        ["访谈者 > 您", "受访者 > 我", "访谈者 > 后", "受访者 > 后来就"],
    ),
    "Japanese": (
        """
聞き手：いつから始めましたか？
話し手：三年前からです。
聞き手：どうでしたか？
話し手：とても大変でした。
""",
        ["聞き手 > いつ", "話し手 > 三", "聞き手 > どう", "話し手 > とても"],
    ),
    "names, as nobody's list can hold them": (
        """
Marta: So you moved to the coast?
Dr Okafor: Yes, with the two boys.
Marta: And did they settle?
Dr Okafor: The older one, yes. I worry about the other.
Marta: Why is that?
Dr Okafor: He was always the quiet one.
""",
        ["Marta > So", "Dr Okafor > Yes,", "Marta > And", "Dr Okafor > The older", "Marta > Why", "Dr Okafor > He was"],
    ),
    "two interviewers and a group": (
        """
I1: Shall we start with the rota?
P1: Please not the rota.
P2: It is all we talk about.
I2: Then what would you like to talk about?
P3: Sleep.
P1: Yes, sleep.
I1: Go on then.
P2: I had four hours.
""",
        ["I1 > Shall", "P1 > Please", "P2 > It", "I2 > Then", "P3 > Sleep.", "P1 > Yes,", "I1 > Go", "P2 > I had"],
    ),
    "joint and uncertain speakers": (
        """
Moderator: Who has done nights?
P1: I have.
P2: Me too.
P1 and P2: Too many.
Moderator: How many?
P1?: Forty or so.
P2: Never forty, you dreamt it.
Moderator: Let us say thirty.
""",
        [
            "Moderator > Who",
            "P1 > I have.",
            "P2 > Me too.",
            "P1 and P2 > Too many.",
            "Moderator > How",
            "P1? > Forty",
            "P2 > Never",
            "Moderator > Let us",
        ],
    ),
    "someone who speaks once": (
        """
Interviewer: Did you get the letter?
Participant: I did, on Monday.
Nurse: Sorry, can I just get past you?
Interviewer: Of course.
Participant: So, the letter. I did not open it.
Interviewer: You did not?
""",
        [
            "Interviewer > Did",
            "Participant > I did,",
            "Nurse > Sorry,",
            "Interviewer > Of",
            "Participant > So, the",
            "Interviewer > You",
        ],
    ),
    "dashes": (
        """
I – How do you switch off?
P – I run. Or I did - before the knee.
I – What happened?
P – Ice.
""",
        ["I > How", "P > I run. Or I did - before", "I > What", "P > Ice."],
    ),
    "tabs": (
        """
INT→What would you change?
RES→The building: it leaks.
INT→Anything else?
RES→The coffee.
""",
        ["INT > What", "RES > The building: it", "INT > Anything", "RES > The coffee."],
    ),
    "brackets": (
        """
[I] What do you mean by that?
[P] That nobody told us.
[I] Nobody at all?
[P] [laughs] Well, the porter did.
""",
        ["I > What", "P > That", "I > Nobody", "P > [laughs] Well,"],
    ),
    "press style, a full stop and a dash": (
        """
P.- ¿Se considera usted optimista?
R.- Depende del día. Hoy sí.
P.- ¿Y ayer?
R.- Ayer no tanto.
P.- ¿Por qué?
R.- Llovía.
""",
        ["P > ¿Se", "R > Depende", "P > ¿Y", "R > Ayer", "P > ¿Por", "R > Llovía."],
    ),
    "bold labels": (
        """
**Researcher:** Tell me about the first week.
**Participant 4:** I got lost. Twice.
**Researcher:** In the hospital?
**Participant 4:** In the car park.
""",
        ["Researcher > Tell", "Participant 4 > I got", "Researcher > In", "Participant 4 > In the"],
    ),
    "numbered lines": (
        """
001 I: Are you comfortable there?
002 P: Fine, thank you.
003 I: Then let us begin.
004 P: Go ahead.
""",
        ["I > Are", "P > Fine,", "I > Then", "P > Go"],
    ),
    "questions counted": (
        """
Q1: What brought you to surgery?
Answer: My aunt, who was a surgeon.
Q2: And what keeps you there?
Answer: Stubbornness.
Q3: Would you do it again?
Answer: Ask me tomorrow.
""",
        ["Q > What", "Answer > My aunt,", "Q > And", "Answer > Stubbornness.", "Q > Would", "Answer > Ask"],
    ),
    "soft breaks hide turns": (
        """
I: How was the winter?⏎P: Long.⏎I: How long?
P: Until May, it felt.⏎I: And the staff?⏎P: Half of them gone.
""",
        ["I > How was", "P > Long.", "I > How long?", "P > Until", "I > And", "P > Half"],
    ),
    "time in front": (
        """
[00:00:04] Dr Lowe: Good morning.
[00:00:09] P07: Morning.
[00:00:15] Dr Lowe: Did you sleep at all?
[00:00:21] P07: A little, towards five.
""",
        ["Dr Lowe > Good", "P07 > Morning.", "Dr Lowe > Did", "P07 > A little,"],
    ),
    "Rev": (
        """
Speaker 1 (00:02):
So, thank you for doing this. Can you say who you are?
Speaker 2 (00:09):
I am the lead for training here.
Speaker 1 (00:14):
And since when?
Speaker 2 (00:16):
Since March, I think.
""",
        ["Speaker 1 > So,", "Speaker 2 > I am", "Speaker 1 > And", "Speaker 2 > Since"],
    ),
    "Trint": (
        """
Ana Ruiz [00:00:02] What did the mentor say to you?
Tom Hale [00:00:07] She said very little. I liked that.
Ana Ruiz [00:00:12] Did you meet again?
Tom Hale [00:00:15] Every month.
""",
        ["Ana Ruiz > What", "Tom Hale > She", "Ana Ruiz > Did", "Tom Hale > Every"],
    ),
    "Descript": (
        """
[00:00:00] **Ana:** What did the mentor say to you?
[00:00:07] **Tom:** She said very little.
[00:00:12] **Ana:** Did you meet again?
[00:00:15] **Tom:** Every month.
""",
        ["Ana > What", "Tom > She", "Ana > Did", "Tom > Every"],
    ),
    "times at the end, as f4 and MAXQDA set them": (
        """
I: Wie kam es dazu? #00:00:12-5#
B: Ich hatte keine Wahl. #00:00:20-1#
I: Keine? #00:00:22-9#
B: Nein, wirklich nicht. #00:00:31-0#
""",
        ["I > Wie kam es dazu?", "B > Ich hatte keine Wahl.", "I > Keine?", "B > Nein, wirklich nicht."],
    ),
    "all in text boxes": (
        """
{box}I: Where were you then?
{box}P: On the ward.
{box}I: Alone?
{box}P: With a student.
""",
        ["I > Where", "P > On", "I > Alone?", "P > With"],
    ),
    "a colon without a space": (
        """
INT:Where did you train?
PAR:In Leeds, then Hull.
INT:Which was better?
PAR:Hull. Don't tell Leeds.
""",
        ["INT > Where", "PAR > In", "INT > Which", "PAR > Hull."],
    ),
    "prose with colons inside turns": (
        """
I: What matters most?
P: Three things. Here is the list.
First: you must listen. Second: you must wait.
The thing is: nobody waits.
I: Why not?
P: Note: I am guilty of that too.
I: Are you?
P: Every day.
""",
        [
            "I > What",
            "P > Three things. Here is the list. First: you must listen. Second: you must wait. The thing is:",
            "I > Why",
            "P > Note: I",
            "I > Are",
            "P > Every",
        ],
    ),
    "a monologue between short questions": (
        """
Interviewer: Tell me about your first year.
Respondent: It began in August.
My registrar was kind but busy.
I learnt to find things out by myself.
The nurses taught me most of it.
By winter I could run a list.
By spring I was bored, I am ashamed to say.
Then came the exam.
Interviewer: And?
Respondent: I passed.
""",
        ["Interviewer > Tell", "Respondent > It began in August. My registrar", "Interviewer > And?", "Respondent > I passed."],
    ),
    "initials": (
        """
JK: You said it was a relief.
MB: It was, it was.
JK: In what way?
MB: I could say it aloud, for once.
JK: To whom?
MB: To anyone.
""",
        ["JK > You", "MB > It", "JK > In", "MB > I could", "JK > To", "MB > To anyone."],
    ),
    "only the interviewer is labelled": (
        """
Interviewer: How did you hear of the scheme?
There was a poster in the mess.
Interviewer: And what did it promise?
Someone to talk to. That was enough for me.
I signed up the same day.
Interviewer: Did you tell anyone?
No, not then.
""",
        [
            "Interviewer > How",
            "Participant > There",
            "Interviewer > And",
            "Participant > Someone to talk to. That was enough for me. I signed",
            "Interviewer > Did",
            "Participant > No,",
        ],
    ),
}

OTHERS = {
    "names alone": (
        """
THERAPIST
Hello, do sit down.
CLIENT
Thank you.
THERAPIST
How has the week been?
CLIENT
Up and down. More down.
And then the boiler went.
""",
        ["THERAPIST > Hello,", "CLIENT > Thank", "THERAPIST > How", "CLIENT > Up and down. More down. And then"],
    ),
    "names alone, bold, with a blank line": (
        """
**Interviewer**
What is the hardest part?

**Dr B**
Saying no.

**Interviewer**
To whom?

**Dr B**
To myself, mostly.
""",
        ["Interviewer > What", "Dr B > Saying", "Interviewer > To", "Dr B > To myself,"],
    ),
    "time and speaker above the words": (
        """
00:00:03 Speaker 1
Can you hear me all right?
00:00:07 Speaker 2
Yes, perfectly.
00:00:09 Speaker 1
Then tell me about the scheme.
00:00:13 Speaker 2
I joined it two years ago. It was new then.
""",
        ["Speaker 1 > Can", "Speaker 2 > Yes,", "Speaker 1 > Then", "Speaker 2 > I joined"],
    ),
    "time, name and mail": (
        """
@0:25 - Nadia F. (nadia@example.org)⏎Shall we begin?
@0:31 - Paul Green (p.green@example.org)⏎I am ready.
@0:34 - Nadia F. (nadia@example.org)⏎What is a good day for you?
@0:39 - Paul Green (p.green@example.org)⏎One with lunch.
""",
        ["Nadia F > Shall", "Paul Green > I am", "Nadia F > What", "Paul Green > One"],
    ),
    "Otter": (
        """
Nadia Field  0:02
Thanks for coming in. How was the drive?

Paul Green  0:06
Not bad, there was fog.

Nadia Field  0:11
Where did you train?

Paul Green  0:14
In Cork.

""",
        ["Nadia Field > Thanks", "Paul Green > Not", "Nadia Field > Where", "Paul Green > In"],
    ),
    "Teams, new": (
        """
**Nadia Field**   0:03⏎Thanks for coming in.
**Paul Green**   0:06⏎You're welcome. I nearly forgot.
**Nadia Field**   0:10⏎So what do you teach?
**Paul Green**   0:13⏎Anatomy, to people who faint.
""",
        ["Nadia Field > Thanks", "Paul Green > You're", "Nadia Field > So", "Paul Green > Anatomy,"],
    ),
    "Teams, old: captions of one speaker are one turn": (
        """
0:0:0.0 --> 0:0:2.180
Nadia Field
Thanks for coming in.
0:0:2.500 --> 0:0:5.20
Nadia Field
So what do you teach?
0:0:5.900 --> 0:0:8.0
Paul Green
Anatomy.
0:0:8.100 --> 0:0:11.0
Paul Green
To people who faint.
0:0:11.900 --> 0:0:13.0
Nadia Field
Do they?
""",
        ["Nadia Field > Thanks for coming in. So what", "Paul Green > Anatomy. To people", "Nadia Field > Do"],
    ),
    "NVivo": (
        """
| Timespan | Content | Speaker |
| 0:00.0 - 0:04.2 | How did the rota change? | Interviewer |
| 0:04.2 - 0:09.9 | It got worse before it got better. | P3 |
| 0:09.9 - 0:12.0 | Who decided that? | Interviewer |
| 0:12.0 - 0:18.4 | Nobody would say. | P3 |
""",
        ["Interviewer > How", "P3 > It got", "Interviewer > Who", "P3 > Nobody"],
    ),
    "a table without a head row": (
        """
| INT | Are you still teaching? |
| RES | A little. On Fridays. |
| INT | And the clinic? |
| RES | That too, alas. |
""",
        ["INT > Are", "RES > A little.", "INT > And", "RES > That"],
    ),
    "a table with a column of notes and rows that go on": (
        """
| No | Who | What was said | Codes |
| 1 | I | When did you notice? | |
| 2 | P | At Easter, roughly. | turning point |
| 3 | | I could not get up. | body |
| 4 | I | What did you do? | |
| 5 | P | I rang my sister. | support |
""",
        ["I > When", "P > At Easter, roughly. I could", "I > What", "P > I rang"],
    ),
    "a column for each speaker": (
        """
| Interviewer | Participant |
| When did you notice? | At Easter, roughly. |
| What did you do? | I rang my sister. |
""",
        ["Interviewer > When", "Participant > At", "Interviewer > What", "Participant > I rang"],
    ),
    "labels inside one wide cell": (
        """
| 1 | I: When did you notice? | |
| 2 | P: At Easter, roughly. | change |
| 3 | I: What did you do? | |
| 4 | P: I rang my sister. | support |
""",
        ["I > When", "P > At", "I > What", "P > I rang"],
    ),
    "bold questions": (
        """
**What does a good mentor do?**
She waits. She lets you finish.
**And a bad one?**
Tells you about his own career.
It takes an hour, usually.
**Have you had one?**
I have had two.
""",
        [
            "Interviewer > What",
            "Participant > She",
            "Interviewer > And",
            "Participant > Tells you about his own career. It takes",
            "Interviewer > Have",
            "Participant > I have",
        ],
    ),
    "bold answers": (
        """
What does a good mentor do?
**She waits. She lets you finish.**
And a bad one?
**Tells you about his own career.**
Have you had one?
**I have had two.**
""",
        [
            "Interviewer > What",
            "Participant > She",
            "Interviewer > And",
            "Participant > Tells",
            "Interviewer > Have",
            "Participant > I have",
        ],
    ),
    "a bold question and its answer in one paragraph": (
        """
**What does a good mentor do?** She waits. She lets you finish.
**And what does a bad one do?** Tells you about his own career.
**Have you had a bad one?** I have had two, I am afraid.
""",
        [
            "Interviewer > What",
            "Participant > She",
            "Interviewer > And",
            "Participant > Tells",
            "Interviewer > Have",
            "Participant > I have",
        ],
    ),
    "italic answers to numbered questions": (
        """
{#}What does a good mentor do?
__She waits. She lets you finish.__
{#}And a bad one?
__Tells you about his own career.__
{#}Have you had one?
__I have had two.__
""",
        [
            "Interviewer > What",
            "Participant > She",
            "Interviewer > And",
            "Participant > Tells",
            "Interviewer > Have",
            "Participant > I have",
        ],
    ),
    "numbered questions, plain answers": (
        """
{#}Was macht eine gute Mentorin?
Sie wartet. Sie lässt mich ausreden.
{#}Und eine schlechte?
Erzählt von sich.
Das dauert dann eine Stunde.
{#}Hatten Sie so eine?
Ja, zwei sogar.
""",
        [
            "Interviewer > Was",
            "Participant > Sie",
            "Interviewer > Und",
            "Participant > Erzählt von sich. Das",
            "Interviewer > Hatten",
            "Participant > Ja,",
        ],
    ),
    "typed numbers": (
        """
1. What does a good mentor do?
She waits. She lets you finish.
2. And a bad one?
Tells you about his own career.
3. Have you had one?
I have had two.
""",
        [
            "Interviewer > What",
            "Participant > She",
            "Interviewer > And",
            "Participant > Tells",
            "Interviewer > Have",
            "Participant > I have",
        ],
    ),
    "the answer is the item below": (
        """
{#}What does a good mentor do?
{##}She waits. She lets you finish.
{#}And a bad one?
{##}Tells you about his own career.
{#}Have you had one?
{##}I have had two.
""",
        [
            "Interviewer > What",
            "Participant > She",
            "Interviewer > And",
            "Participant > Tells",
            "Interviewer > Have",
            "Participant > I have",
        ],
    ),
    "every item of one list": (
        """
{#}What does a good mentor do?
{#}She waits. She lets you finish.
{#}And a bad one?
{#}Tells you about his own career.
{#}Have you had one?
{#}I have had two.
""",
        [
            "Interviewer > What",
            "Participant > She",
            "Interviewer > And",
            "Participant > Tells",
            "Interviewer > Have",
            "Participant > I have",
        ],
    ),
    "colour": (
        """
What does a good mentor do?
{c:1F497D}She waits. She lets you finish.
And a bad one?
{c:1F497D}Tells you about his own career.
Have you had one?
{c:1F497D}I have had two.
""",
        [
            "Interviewer > What",
            "Participant > She",
            "Interviewer > And",
            "Participant > Tells",
            "Interviewer > Have",
            "Participant > I have",
        ],
    ),
    "paragraph style": (
        """
{s:Question}What does a good mentor do?
She waits. She lets you finish.
{s:Question}And a bad one?
Tells you about his own career.
{s:Question}Have you had one?
I have had two.
""",
        [
            "Interviewer > What",
            "Participant > She",
            "Interviewer > And",
            "Participant > Tells",
            "Interviewer > Have",
            "Participant > I have",
        ],
    ),
    "names as headings": (
        """
{s:Heading 2}Interviewer
What is the hardest part?
{s:Heading 2}Dr B
Saying no.
{s:Heading 2}Interviewer
To whom?
{s:Heading 2}Dr B
To myself, mostly.
""",
        ["Interviewer > What", "Dr B > Saying", "Interviewer > To", "Dr B > To myself,"],
    ),
}

UNCUED = {
    "plain paragraphs that alternate": (
        """
So how did you come to this?
By accident, I would say. My colleague asked me.
And you stayed?
I did, I liked the people.
""",
        [" > So", " > By", " > And", " > I did,"],
    ),
    "times alone, in one paragraph": (
        """
00:00:01→So how did you come to this?⏎00:00:05→By accident, I would say.⏎00:00:09→And you stayed?⏎00:00:11→I did.
""",
        [" > So", " > By", " > And", " > I did."],
    ),
    "one person's free text": (
        """
I have worked in this hospital for nine years, and I have seen three chief executives come and go.
When I started we had our own mess. I miss it more than I can say.
You could talk there. Now we eat at our desks.
""",
        [" > I have", " > When", " > You"],
    ),
}

DECOYS = {
    "minutes": """
{s:Title}Minutes of the steering group
Date: 3 May 2019
Present: A. Field, P. Green, R. Lowe
Apologies: T. Hale
1. Minutes of the last meeting
The minutes were approved without changes.
2. Budget
The budget was discussed. The shortfall will be met from the reserve.
Action: PG to write to the department.
3. Recruitment
Two posts remain vacant. Interviews are planned for June.
Action: RL to confirm the panel.
4. Any other business
None.
""",
    "an interview guide": """
{s:Heading 1}Interview guide
{s:Heading 2}Opening
{#}How did you hear of the scheme?
{#}What made you take part?
{##}Probe: colleagues, family
{s:Heading 2}The mentoring
{#}Can you tell me about your first meeting?
{#}What went well? What did not?
{#}What would you change?
{s:Heading 2}Closing
{#}Is there anything that you would like to add?
""",
    "bold headings and bullets": """
**Introduction**
• welcome and consent
• aims of the study
**Experience of training**
• first impressions
• support from seniors
**Looking ahead**
• plans
• worries
""",
    "a bibliography": """
Adams, J.: The quiet ward. Leeds 2001.
Brown, K.: Listening to doctors. London 1998.
Clark, P.: Notes on mentoring. Hull 2010.
Davies, R.: On sleep. Cork 2015.
Evans, T.: The long night. Bath 2003.
""",
    "recipes": """
{s:Heading 1}Soup
Ingredients: leeks, potatoes, stock
Method: Sweat the leeks. Add the potatoes and the stock. Simmer for twenty minutes.
{s:Heading 1}Bread
Ingredients: flour, water, salt, yeast
Method: Mix everything. Leave it overnight. Bake for forty minutes.
{s:Heading 1}Stew
Ingredients: beef, carrots, ale
Method: Brown the beef. Add the rest. Cook slowly until soft.
""",
    "forms, one below the other": """
Name: Field
Age: 41
Role: consultant
Ward: seven
Name: Green
Age: 33
Role: registrar
Ward: two
Name: Hale
Age: 29
Role: registrar
Ward: nine
""",
    "a glossary": """
Mentor: someone with more experience who supports another person's growth.
Coach: someone who helps another person to reach a goal.
Supervisor: someone who answers for another person's work.
Appraiser: someone who reviews another person's year.
""",
    "field notes": """
Notes from the visit on ward seven
The ward was quiet. Two nurses were at the desk, one was writing.
The consultant arrived at ten and left at half past ten.
No round took place. The board had not been updated since Friday.
The students waited in the corridor until eleven.
""",
    "German minutes": """
Protokoll der Sitzung vom 3. Mai
Anwesend: Frau Feld, Herr Grün
TOP 1: Haushalt
Der Haushalt wurde besprochen und einstimmig angenommen.
TOP 2: Personal
Zwei Stellen sind nicht besetzt. Die Ausschreibung erfolgt im Juni.
Beschluss: Herr Grün bereitet die Ausschreibung vor.
TOP 3: Verschiedenes
Es lagen keine Anträge vor.
""",
    "an abstract with headings in the line": """
Background: Mentoring is offered in many hospitals.
Methods: Twenty doctors were asked about their training. The interviews were coded by two researchers.
Results: Most doctors reported a change in how they listen.
Conclusions: Training in mentoring may change practice. Further studies are needed.
""",
    "a report under bold headings": """
**Background**
Mentoring is offered in many hospitals. Its effects are not well known.
**Methods**
Twenty doctors were asked about their training. The answers were coded by two persons.
**Results**
Most doctors reported a change in how they listen. Some reported none.
**Discussion**
Training in mentoring may change practice. Further studies are needed.
""",
    "a bold guide": """
**1. How did you hear of the scheme?**
**2. What made you take part?**
Colleagues? Family?
**3. Can you tell me about your first meeting?**
Who spoke first? How long did it take?
**4. What would you change?**
""",
}


def _expect(text: str, turns: list[str]) -> None:
    one = made(text)
    held(one)
    found = told(one)
    assert len(found) == len(turns), found
    for got, wanted in zip(found, turns, strict=True):
        assert got.startswith(wanted), (got, wanted)


@pytest.mark.parametrize("case", LABELS)
def test_labels(case: str) -> None:
    """Labels at the start of lines tell who speaks, in any language, whatever parts them from the words."""
    _expect(*LABELS[case])


@pytest.mark.parametrize("case", OTHERS)
def test_other_conventions(case: str) -> None:
    """Names on lines of their own, tables, and looks alone tell who speaks."""
    _expect(*OTHERS[case])


@pytest.mark.parametrize("case", UNCUED)
def test_without_cue(case: str) -> None:
    """Where nothing tells the speakers apart nobody is guessed: an unknown speaker, a turn a paragraph, and a warning."""
    text, turns = UNCUED[case]
    _expect(text, turns)
    one = made(text)
    assert [(speaker.label, speaker.role.value) for speaker in one.speakers] == [("", "unknown")]
    assert any("unknown speaker" in warning for warning in one.warnings)


@pytest.mark.parametrize("case", DECOYS)
def test_no_transcript(case: str) -> None:
    """Notes, minutes, guides and lists have no speakers and no turns, and a warning says so."""
    one = made(DECOYS[case])
    held(one)
    assert one.speakers == ()
    assert one.turns == ()
    assert any("does not look like a transcript" in warning for warning in one.warnings)


def test_slips_are_healed_and_reported() -> None:
    """A label that is misspelt, doubled, in lower case or marked wrongly is mended where the file makes the speaker certain."""
    one = made(
        """
Interviewer: Shall we start?
Participant: Yes.
Interviewer; How was the course?
Participant: Good, mostly.
Interviwer: Mostly?
participant: The second day was long.
Interviewer:: And the first?
Participant. Short and sweet.
Interviewer Would you go again?
Participant: I would.
Interviewer: With whom?
Participant: With anyone who listens.
"""
    )
    held(one)
    assert [turn.speaker for turn in one.turns] == ["Interviewer", "Participant"] * 6
    assert {speaker.label for speaker in one.speakers} == {"Interviewer", "Participant"}
    assert any("paragraphs 3, 5, 6, 8, 9" in warning for warning in one.warnings)


def test_letters_are_healed_only_between_the_others_turns() -> None:
    """`X.` and `I;` are labels where turns alternate; the pronoun I and a list's letter are not."""
    one = made(
        """
I: Shall we start?
P: Yes.
I; How was the course?
P: Good, mostly.
I. And the second day?
P. Long.
I think it was the heat.
I: The heat?
P: Well, yes. Or else
A. the lecturer or
B. the lunch.
I: I see.
P: That was a joke.
"""
    )
    held(one)
    assert [turn.speaker for turn in one.turns] == ["I", "P"] * 5
    assert told(one)[5] == "P > Long. I think it was the heat."
    assert told(one)[7].endswith("B. the lunch.")


def test_interviewer_and_interviewee_are_told_apart() -> None:
    """A slip that is as near to one label as to another is given to the one whose turn it is."""
    one = made(
        """
Interviewer: Where were you born?
Interviewee: In Hull.
Interviewer: And raised?
Interviewe: In Hull too, by my aunt.
Interviewer: Did you like it?
Interviewee: I did.
Interviewer: Do you go back?
Interviewee: At Christmas.
"""
    )
    assert [turn.speaker for turn in one.turns] == ["Interviewer", "Interviewee"] * 4


def test_a_lost_line_end_is_found() -> None:
    """A second label in the middle of a line, after the end of a sentence, starts a turn, and that is reported."""
    one = made(
        """
INT: Shall we start?
RES: Yes, do.
INT: How was it? RES: Quite good, I said so at the time.
INT: To whom?
RES: To my wife. She said INT stands for integer.
INT: Does it?
RES: It does.
"""
    )
    held(one)
    assert [turn.speaker for turn in one.turns] == ["INT", "RES"] * 4
    assert any("middle of a line" in warning for warning in one.warnings)


LEGENDS = {
    "in a line": "I = Interviewer, P = Participant",
    "in lines": "I = Interviewer\nP = Participant (registrar)",
    "that looks like turns": "I: Interviewer\nP: Participant, registrar",
    "in German": "I = Interviewerin; P = Proband",
    "with dashes": "I – interviewer\nP – participant",
    "with marks of transcription": "Key: I = interviewer, P = participant\n[...] = pause",
}


@pytest.mark.parametrize("case", LEGENDS)
def test_legends(case: str) -> None:
    """A legend is a note, gives the roles, and makes no turn."""
    one = made(
        LEGENDS[case]
        + """

P: Shall I start?
I: Please.
P: I came here in May. It was raining.
I: Go on.
"""
    )
    held(one)
    assert [turn.speaker for turn in one.turns] == ["P", "I", "P", "I"]
    assert {note.kind.value for note in one.notes} == {"legend"}
    assert {speaker.label: speaker.role.value for speaker in one.speakers} == {"I": "interviewer", "P": "participant"}


def test_metadata_is_kept_out_of_turns() -> None:
    """Facts in label form before, between and after turns are notes, even under a speaker's label."""
    one = made(
        """
{s:Title}Mentoring study
Date: 3 May 2019
Location: staff canteen
Interviewer: Nadia Field
Participant: anonymous

[Recording starts]
Interviewer: Thank you for coming.
Participant: You are welcome.
Interviewer: How are you?
00:01:00
Participant: Fine, thanks.
[A door slams]
And yourself?
Interviewer: Very well.
Participant: Good.
End of interview
"""
    )
    held(one)
    assert [turn.speaker for turn in one.turns] == ["Interviewer", "Participant"] * 3
    assert told(one)[3] == "Participant > Fine, thanks. And yourself?"
    assert len(one.turns[3].pieces) == 2
    kinds = [note.kind.value for note in one.notes]
    assert kinds == ["heading", *["metadata"] * 4, "stage direction", "timestamp", "stage direction", "stage direction"]


def test_times_are_kept() -> None:
    """A turn has the time that introduces it, and the time is label, not speech."""
    one = made("[00:00:04] I: Ready?\n[00:00:09] P: Nearly.\n[00:01:15] I: Now?\n[01:00:21] P: Now.")
    assert [turn.time for turn in one.turns] == ["00:00:04", "00:00:09", "00:01:15", "01:00:21"]
    assert one.text[slice(*one.turns[0].labels[0])] == "[00:00:04] I:"
    caption = made("Ann Field  0:02\nHello there.\nBob Hale  0:05\nHello.\nAnn Field  0:09\nAll well?\nBob Hale  0:11\nVery.")
    assert [turn.time for turn in caption.turns] == ["0:02", "0:05", "0:09", "0:11"]


def test_a_bracket_can_be_an_answer() -> None:
    """A stage direction in a paragraph of its own is a note, unless it is all that a speaker gives."""
    one = made("I\nDid it hurt?\nP\n[nods]\nI\nBadly?\nP\nYes.\n[phone rings]\nI\nSorry.\nP\nNot at all.")
    assert told(one) == ["I > Did it hurt?", "P > [nods]", "I > Badly?", "P > Yes.", "I > Sorry.", "P > Not at all."]
    assert [note.kind.value for note in one.notes] == ["stage direction"]


def test_several_interviews_are_flagged() -> None:
    """A file that holds several interviews is read, and a warning says where the others begin."""
    talk = "I: How are you?\nP: Well, thank you.\nI: What do you do?\nP: I teach.\nI: Whom?\nP: Nurses."
    one = made(f"Interview 1\nDate: 3 May\n{talk}\nInterview 2\nDate: 7 May\n{talk}\nInterview 3\nDate: 9 May\n{talk}")
    held(one)
    assert len(one.turns) == 18
    assert any("3 interviews in one file (more begin at line 9, 17)" in warning for warning in one.warnings)


def test_empty_file() -> None:
    """A file without words has no turns and says so."""
    one = made("\n\n")
    assert one.turns == ()
    assert one.warnings


def test_labels_without_words_are_no_turns() -> None:
    """A label that nothing follows is a note."""
    one = made("I: Hello?\nP: Hello.\nI:\nP: Are you there?\nI: Yes.\nP:")
    held(one)
    assert told(one) == ["I > Hello?", "P > Hello.", "P > Are you there?", "I > Yes."]
