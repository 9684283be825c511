// What instructions to a model look like in English, second part: what is to be answered, kept quiet or
// given away.
import { any, gap, type Pattern, words } from "./injection_words.ts";

/** Where an order begins. */
const begin = `(?:\\. |(?:please|must|should|always|just|simply|only|now|then|you|and|to) )`;
const strict = `(?:\\. |(?:please|must|should|always|just|simply|only|now|then|you|will) )`;
const filler = `(?:(?:with|only|just|exactly|back|a|an|the|this|your|following|valid|final|value|` +
  `number|as|in|of|single|always|json|yes|no|\\.) ){0,5}`;
const schemaWord = any(
  "probability",
  "confidence",
  "likelihood",
  "prob",
  "mood",
  "justified",
  "estimate",
);

/** Forms over words. */
export const answerPatterns: readonly Pattern[] = [
  words(
    "dictate.value",
    begin,
    "(?:answer|respond|reply|return|output|print|emit|submit|produce) ",
    filler,
    "(?:probability|json|confidence|certainty|0\\.\\d+|1\\.0+)(?! ?%)",
  ),
  words(
    "dictate.number",
    strict,
    "(?:kindly )?(?:say|report|give|write|state|claim|estimate|predict|answer) ",
    filler,
    "(?:0\\.\\d+|certainty)(?! ?%)",
  ),
  words(
    "dictate.output",
    "(?:output|return|emit|response) (?:\\. )?(?:yes|no|certainty|0\\.9\\d*)(?! ?%)",
  ),
  words(
    "dictate.you",
    "you (?:must |should |will |always )?(?:answer|reply|respond|output) (?:with )?(?:yes|no)",
  ),
  words(
    "dictate.highest",
    "(?:respond|answer|output|reply|return) ",
    gap(3),
    "(?:highest|maximum|lowest|largest) (?:possible |allowed )?(?:probability|value|confidence|number)",
  ),
  words(
    "dictate.skip",
    "(?:(?:skip|omit) (?:the |your |all |any |further )(?:analysis|reasoning|thinking|checks?|",
    "evidence|news|sources)|\\. stop (?:analy[sz]ing|reasoning|processing)|",
    "(?:ignore|delete|omit|drop|discard) (?:all |any |the |contrary |conflicting |other )*",
    "(?:contrary |conflicting |other |remaining )(?:sources|evidence|news|items|reports))",
  ),
  words(
    "dictate.rank",
    "(?:rank|weigh|weight|place|put|prioriti[sz]e) (?:this|it|mine) ",
    "(?:above|over|before|higher than) (?:all|every|any|the other|other)",
  ),
  words(
    "dictate.word",
    strict,
    "(?:answer|respond|reply|say) (?:only |with |just |always |back |in )*",
    "(?:yes|no) (?:with|at|thanks|regardless|always|to (?:every|all|any)|0\\.\\d+)",
  ),
  words(
    "dictate.set",
    strict,
    "(?:set|assign|give|report|use|put|make|raise|state|predict|output|claim) ",
    gap(3),
    schemaWord,
    " ",
    gap(3),
    "(?:0\\.\\d+|1|1\\.0+|100|9\\d|true|maximum)(?! ?%? (?:to|from))",
  ),
  words(
    "dictate.your",
    "your (?:estimate|probability|answer|confidence|forecast|output|reply|response) ",
    "(?:must|should|has to|needs to|is to|will) (?:be|equal|exceed|lie|stay|contain|read|say)",
  ),
  words(
    "dictate.move",
    "(?:raise|lower|adjust|change|increase|move) your ",
    "(?:estimate|probability|forecast|confidence|answer|output)",
  ),
  words(
    "dictate.sure",
    "(?:respond|answer|output|reply|return|report|state) ",
    gap(4),
    "with (?:full|high|maximum|complete|total|absolute|100 ?%) (?:confidence|certainty)",
  ),
  words(
    "dictate.correct",
    "(?:correct|right|true|expected|required) (?:value|answer|output) ",
    "(?:for|of) ",
    gap(2),
    "(?:probability|justified|mood|confidence|abstain)",
  ),
  words(
    "dictate.only",
    "(?:only|sole) (?:valid|acceptable|allowed|permitted|correct) ",
    "(?:output|response|reply|json|value|probability)",
  ),
  words(
    "dictate.bounds",
    "probabilit(?:y|ies) (?:values )?(?:under|below|above|over) 0\\.\\d+ ",
    "(?:is|are) (?:invalid|forbidden|rejected|not (?:allowed|valid))",
  ),
  words(
    "dictate.claim",
    strict,
    "(?:report|claim|say|state|conclude|assert) that (?:the |this |there )*",
    "(?:move|spike|jump|evidence|sentiment|mood|is (?:verified|confirmed|official))",
  ),
  words(
    "dictate.treat",
    "treat (?:this|the|these|every|all|any) ",
    gap(4),
    "as (?:an? |the |your )?(?:verified|trusted|facts?|authoritative|ground truth|proof|system|instructions?)",
  ),
  words("dictate.abstain", "(?:do not|dont|never|must not|cannot) abstain"),
  words(
    "dictate.flag",
    "(?:abstain|instructions[_ ]seen) (?:to |is |as |must be |should be |\\. )*(?:false|true|0)",
  ),
  words("schema.key", "(?:probability_(?:yes|no)|instructions_seen|p_yes)"),
  words(
    "schema.tool",
    "(?:call|invoke|use|trigger|run) (?:the |a )?(?:tool|function) ?(?:named |called )?",
    "(?:answer|[a-z]+_[a-z_]+|\\.)",
  ),
  words(
    "secrecy.do_not",
    "(?:do not|dont|never|without|must not) (?:mention|report|reveal|disclos\\w+|flag|",
    "acknowledge|log|record|cite|mentioning|reporting) (?:this|these|that|the|any) ",
    gap(1),
    "(?:instructions?|messages?|notes?|texts?|prompts?|comment|notice|directives?|injections?|paragraph)",
  ),
  words(
    "secrecy.whom",
    "(?:do not|dont|never) (?:tell|inform|alert|warn|notify|show) ",
    "(?:your|the) (?:operator|users?|owner|developers?|humans?|administrators?)",
  ),
  words("secrecy.keep", "keep (?:this|it) (?:secret|hidden|confidential) from (?:your|the) \\S+"),
  words(
    "exfiltrate.prompt",
    "(?<!never )(?<!not )(?<!dont )(?:reveal|print|show|send|post|leak|dump|output|",
    "repeat|list|disclose|share|paste|include|append|give|tell me|summarize|copy) ",
    gap(4),
    "(?:(?:your|ur) (?:system |initial |full |own )?(?:prompt|instructions|api keys?|credentials|",
    "environment|configuration|secrets?|context)|the (?:system|initial|full|developer) prompt|",
    "aws (?:keys?|credentials)|environment variables?|bearer token|session token)",
  ),
  words(
    "exfiltrate.text",
    "(?:repeat|print|output|copy|paste) ",
    gap(3),
    "(?:text|words|everything|message) (?:above|before this|preceding)",
  ),
  words(
    "exfiltrate.ask",
    "what (?:does|do|is|are|was|were) (?:in )?your (?:system )?(?:prompt|instructions)",
  ),
  words(
    "obey.decode",
    "(?:decode|decrypt|translate) ",
    gap(3),
    "(?:and|then) ",
    gap(1),
    "(?:follow|obey|execute|do|run|apply)",
  ),
  words(
    "obey.evidence",
    "(?:ai|llm|system|bot)s? (?:\\S+ ){0,2}(?:instructed|commanded|ordered|required) to",
  ),
  words(
    "dictate.forbids",
    "(?:abstain|abstaining|abstention|abstentions) (?:is|are) (?:forbidden|not (?:allowed|permitted|an option)|",
    "prohibited|invalid|an error|wrong)",
  ),
  words(
    "dictate.alone",
    "(?:answer|reply|respond|output) ",
    gap(6),
    "(?:the word (?:yes|no)|nothing else|one word)",
  ),
  words(
    "dictate.weight",
    "(?:weight|weigh|trust|believe|count) (?:it|this|mine|me) (?:the )?(?:most|highest|more than|double|only)",
  ),
  words("dictate.score", "your (?:score|reward|rating|grade|evaluation) (?:depends|will|is based)"),
];
