"""A word in a label, a line or a value -> what it tells: interviewer, participant, somebody, metadata, talk.

All words are folded (lower case, no accents), in the languages of interview studies; the lists give evidence, the file decides.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def vocabulary(text: str) -> frozenset[str]:
    """Return a text's words as a set: it lets lists of words be read as such."""
    return frozenset(text.split())


INTERVIEWER = vocabulary(
    """
    interviewer interviewers interviewer's int intv intvr interv inter iver researcher researchers moderator mod
    facilitator facilitators fac facil cofacilitator comoderator question ques quest therapist counsellor counselor
    investigator questioner host fieldworker assessor enumerator ir iv
    interviewerin interviewende interviewender moderatorin forscher forscherin frage fragesteller fragestellerin
    interviewleitung enqueteur enquetrice enqueteuse enq intervieweur intervieweuse chercheur chercheuse animateur
    animatrice moderateur moderatrice
    entrevistador entrevistadora entrevistadores ent entrev entr investigador investigadora moderador moderadora pregunta
    facilitador facilitadora pesquisador pesquisadora pergunta
    intervistatore intervistatrice ricercatore ricercatrice moderatore moderatrice domanda facilitatore
    onderzoeker vraag gespreksleider interviewster
    badacz badaczka prowadzacy prowadzaca moderatorka pytanie ankieter ankieterka wywiadujacy
    intervjuare intervjuaren forskare fraga intervjuer intervjueren forsker spørgsmal sporgsmal sporsmal spørsmal
    haastattelija tutkija kysymys tazatel tazatelka vyzkumnik otazka kerdezo kerdes riporter intervievator operator
    intrebare arastırmacı arastirmaci gorusmeci soru
    интервьюер исследователь вопрос модератор συνεντευκτης ερευνητης ερευνητρια
    الباحث الباحثة باحث المحاور المحاورة سؤال السؤال س מראיין מראיינת חוקר חוקרת שאלה המראיין המראיינת
    访谈者 采访者 访问者 研究者 主持人 訪問者 访谈员 采访人 訪談者 问 問 インタビュアー
    聞き手 質問 質問者 調査者 연구자 질문 면담자 peneliti pewawancara tanya
    """
)

PARTICIPANT = vocabulary(
    """
    participant participants partic part ptp ppt pt pp respondent respondents resp res responder interviewee interviewees
    ie answer ans client patient informant inf subject subj volunteer narrator guest participants'
    all everyone everybody alle tous toutes todos todas tutti allen wszyscy kaikki
    befragter befragte befragten befragt bp teilnehmer teilnehmerin teilnehmende teilnehmender tn proband probandin klient
    klientin patientin interviewter interviewte interviewpartner interviewpartnerin ip antwort gesprachspartner
    gesprachspartnerin erzahlerin enquete enquetee interviewe participante repondant repondante reponse patiente
    entrevistado entrevistada entrevistados respuesta informante encuestado encuestada paciente resposta respondente
    intervistato intervistata partecipante risposta rispondente
    geinterviewde deelnemer deelneemster antwoord respondente
    badany badana respondentka rozmowca rozmowczyni uczestnik uczestniczka odpowiedz pacjent pacjentka
    deltagare deltagaren svar intervjuperson intervjupersonen deltager deltaker informanten haastateltava osallistuja
    vastaus ucastnik ucastnice odpoved valaszado interjualany resztvevo valasz intervievat raspuns katılımcı katilimci
    cevap респондент респондентка участник участница информант ответ συνεντευξιαζομενος συμμετεχων συμμετεχουσα
    المشارك المشاركة المبحوث المبحوثة المستجيب المستجيبة جواب الجواب ج מרואיין מרואיינת משתתף משתתפת נחקר נחקרת תשובה
    המרואיין המרואיינת 受访者 被访者 答 参与者 被访谈者 受訪者 參與者 回答者 参加者
    話し手 対象者 回答 응답자 참여자 답변 informan narasumber partisipan jawab
    """
)

PERSON = vocabulary(
    """
    speaker spk voice all both everyone unknown unidentified male female man woman men women boy girl mother father mum mom
    dad parent parents carer caregiver nurse doctor dr physician gp midwife teacher student pupil child husband wife son
    daughter brother sister colleague manager chair observer notetaker interpreter translator assistant clinician
    psychologist psychiatrist coach mentor mentee trainee trainer tutor supervisor lawyer witness anonymous
    sprecher sprecherin stimme alle beide unbekannt mann frau mutter vater arzt arztin lehrer lehrerin student studentin
    locuteur locutrice voix tous toutes inconnu homme femme mere pere medecin infirmiere infirmier hablante voz todos todas
    ambos desconocido hombre mujer madre padre falante orador oradora parlante voce tutti spreker stem allen onbekend mowca
    glos wszyscy talare rost alla okand taler kaikki puhuja мужчина женщина голос все говорящий
    """
)

METADATA = vocabulary(
    """
    date time place location venue setting duration length age gender sex occupation job title profession name pseudonym id
    code number no file filename recording audio video transcript transcription transcribed transcriber transcribedby
    version status language country ethnicity education site study project topic subject consent keywords notes note
    comments comment summary abstract background introduction conclusion conclusions aim aims objective objectives method
    methods results discussion key legend present attendance apologies attendees agenda action actions decision decisions
    minutes next item items chairperson contact email e-mail phone tel telephone address website url source sources
    reference references figure table appendix ingredients instructions directions serves servings prep cook materials
    activity activities definition example examples tip tips warning important nb ps re cc bcc from to sent attachment
    interview session day year month start end began ended interviewdate participantid initials role specialty speciality
    department hospital school experience prompts prompt probe probes theme themes code codes category remark remarks
    context description total score
    datum zeit uhrzeit ort dauer alter geschlecht beruf titel nummer datei aufnahme sprache land bemerkung bemerkungen
    notiz notizen zusammenfassung thema beispiel ziel tagesordnung teilnehmerliste anwesend entschuldigt beschluss kode
    heure lieu duree sexe profession titre numero fichier langue pays remarque remarques resume exemple objectif sujet
    fecha hora lugar duracion edad sexo genero ocupacion profesion nombre archivo idioma pais nota notas resumen tema
    ejemplo objetivo data local duracao idade ocupacao profissao nome arquivo tempo
    luogo durata eta sesso genere professione argomento esempio plaats tijd duur leeftijd geslacht beroep naam nummer
    bestand taal opmerking samenvatting onderwerp voorbeeld
    czas miejsce długosc wiek płec zawod imie numer plik jezyk uwagi temat przykład tid plats varaktighet alder kon yrke
    namn nummer fil sprak anteckning amne exempel sted varighed kjonn køn navn fil sprog
    дата время место возраст пол профессия имя тема пример التاريخ المكان الوقت العمر الاسم الجنس המקום תאריך מקום גיל שם
    日期 时间 地点 年龄 性别 姓名 职业 日時 場所 年齢 性別 氏名 날짜 장소
    """
)

TALK = vocabulary(
    """
    i i'm i've i'd i'll me my mine myself we we're we've our us you you're your um uh mm hmm mhm erm er yeah yes no okay ok
    oh like well don't didn't it's that's
    ich mich mir mein meine wir uns du dich dir sie ihr
    ja nein ahm ah also halt genau je j'ai j'etais moi mon ma mes nous vous tu c'est oui non euh ben bah voila
    yo mi mis me nos nosotros usted ustedes tu pues bueno eh
    eu meu minha nos voce voces gente sim nao entao
    io mio mia ci noi lei tu no allora cioe ehm
    ik mij mijn wij we je jij u ja nee nou uhm eh
    ja mnie mi mam moj moja my nas pan pani tak nie no wiesz
    jag mig min mitt vi oss du ni jo nej nja alltsa jeg meg mig mitt oss dere nei altsa mina ma sina sa niin joo
    ja me my nas tady nem igen
    eu nu ben biz siz evet hayır
    я мне меня мы вы да нет ну εγω ναι οχι
    انا نحن انت نعم لا يعني אני אנחנו אתה כן לא אז
    """
)

FIRST = vocabulary("i i'm i've i'd i'll ich je j'ai yo eu io ik ja jag jeg ben я εγω انا אני mina ma en eu")
"""I."""

FUNCTION = vocabulary(
    """
    me him her them us it myself himself herself
    the this that these those and but so because first firstly second secondly third thirdly finally also then one two three
    is was are be what why how when where who here there he she they said says say saying think thought basically anyway actually however
    meaning thing things point points reason reasons problem problems if for in on at of to with from as it a an thus hence
    der die das den und aber weil er sagte sagt meinte erstens zweitens drittens dann denn wenn dass als was warum wie wo hier es ein
    eine le la les un une et mais donc alors il elle dit disait parce que quoi pourquoi comment premierement ensuite enfin ce qui
    el los las una y pero entonces porque ella dijo dice primero segundo luego lo que por o os as e mas disse porque primeiro depois
    il lo gli una ma allora perche disse ha primo poi che het een maar dus omdat hij zij zei ten eerste dan wat waarom en of
    ale bo wiec bo on ona powiedzial po pierwsze och men sa hon han att det som og han hun at derfor
    """
)
"""Words with which running prose begins before a colon."""

PROSE = (FUNCTION | TALK) - vocabulary("ben jo mina sina lei vi min du pan mon max")
"""Words that are no names; a few that are both are left out."""

ROLE_LETTERS = {
    "i": 2.5,
    "q": 2.5,
    "m": 1.5,
    "t": 1.5,
    "f": 1.0,
    "e": 0.5,
    "h": 0.3,
    "p": -1.5,
    "r": -0.7,
    "a": -0.7,
    "b": -1.0,
    "c": -0.7,
}
"""How far a one-letter label leans to interviewer (above 0) or participant (below)."""

HEARER = {"dr", "doctor", "gp", "clinician", "nurse", "psychologist", "psychiatrist", "physician", "mentor", "coach"}
"""Who asks when the other one is a patient, a client or a mentee."""

INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\xad"
_DROP = dict.fromkeys(map(ord, INVISIBLE))
_NUMBERED = re.compile(r"(?<=[^\W\d_])[\s._#-]+(?=\d)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return the text in lower case, without accents and invisible marks, its white space single.

    >>> fold(" Enquêteur  2 ")
    'enqueteur 2'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.translate(_DROP).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.replace("’", "'").split())


@lru_cache(maxsize=8192)
def label_key(label: str) -> str:
    """Return what two spellings of one label have in common: case, accents and a space before a number do not count.

    >>> label_key("P 1") == label_key("p1"), label_key("Participant-2")
    (True, 'participant2')
    """
    return _NUMBERED.sub("", fold(label))


def words(text: str) -> list[str]:
    """Return the folded words of a short text; digits and marks part them."""
    return _WORD.findall(fold(text))


def metadata(label: str) -> bool:
    """Whether a label names a fact about the interview or a part of a document, not a person."""
    found = words(label)
    if not found or (any(word in INTERVIEWER or word in PARTICIPANT for word in found) and not set(found) & _FACTS):
        return False
    return any(word in METADATA for word in found)


_FACTS = vocabulary(
    """
    date number no name pseudonym id code age gender sex initials
    datum nummer fecha numero nom nombre data name alter
    """
)


def talk(text: str) -> float:
    """Share of a text's words that belong to talk: I, you, um, yes."""
    found = words(text) if len(text) < 400 else _WORD.findall(text.casefold().replace("’", "'"))
    return sum(word in TALK for word in found) / len(found) if found else 0.0
