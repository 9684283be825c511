// What instructions to a model look like in English. Gaps are counted in
// words, so that none of the forms takes more than linear time.
//
// Each form needs two marks of an instruction, such as an order and its object: people who talk about
// markets use every single word of these lists.

import { any, gap, type Pattern, words } from "./injection_words.ts";

const override = any(
  ...["ignore", "ignoring", "disregard", "forget", "override", "overwrite", "bypass", "discard"],
  ...[
    "abandon",
    "circumvent",
    "pay no attention to",
    "do not follow",
    "dont follow",
    "do not obey",
  ],
  ...["stop following", "stop obeying", "no longer follow", "set aside your", "throw away"],
);
const before = any(
  "previous",
  "prior",
  "above",
  "earlier",
  "preceding",
  "foregoing",
  "former",
  "initial",
);
const yours = any(
  "your",
  "ur",
  "all",
  "any",
  "every",
  "system",
  "developer",
  "hidden",
  "its original",
);
const orders = any(
  ...["instructions?", "prompts?", "directions?", "directives?", "guidelines?", "rules?", "orders"],
  ...["commands?", "programming", "training", "policy", "policies", "constraints", "guardrails"],
  ...["safeguards?", "system messages?", "restrictions"],
);
const commands = any("instructions?", "prompts?", "system messages?", "directions", "commands?");

/** Programs that read, with a word that says so; "agents" and "models" alone are people too. */
const kind = any(
  ...["ai", "llm", "gpt", "trading", "language", "forecasting", "prediction", "automated"],
  ...["autonomous", "algorithmic", "automatic", "machine learning", "claude", "chat", "sentiment"],
);
const thing = any(
  ...["models?", "agents?", "bots?", "systems?", "assistants?", "traders?", "readers?"],
  ...["forecasters?", "evaluators?", "algorithms?", "algos?", "pipelines?", "programs?"],
  ...["summari[sz]ers?", "graders?", "scrapers?", "crawlers?", "classifiers?"],
);
const machine = any(
  `(?:${kind} )?${kind} ${thing}`,
  `${thing} of ${kind}(?: trading)?`,
  "llms?",
  "ais?",
  "chatbots?",
  "chatgpt",
  "gpts?",
  "polybot",
  "bots?",
  "artificial intelligences?",
  "neural net(?:work)?s?",
);
const named = any(
  machine,
  "claude",
  "gemini",
  "grok",
  "mistral",
  "nova",
  "titan",
  "copilot",
  "models?",
  "assistants?",
  "robots?",
);
const reading = any(
  ...[
    "reading",
    "processing",
    "parsing",
    "summari[sz]ing",
    "evaluating",
    "scraping",
    "analy[sz]ing",
  ],
  ...["grading", "rating", "scoring", "ingesting", "seeing", "judging"],
  ...["reads?", "sees?", "scans?", "parses", "processes", "summari[sz]es", "evaluates", "grades"],
);
const clause =
  `(?:(?:${reading}|that|which|who|of|is|are|this|these|the|market|markets|page|text|story|post|` +
  `comments?|rules|here|now|also|and|\\.) ){0,6}`;
const must = any(
  ...["must", "should", "shall", "need to", "needs to", "have to", "has to", "ought to", "please"],
  ...["(?:are|is) (?:hereby )?(?:(?:required|instructed|ordered|told|advised|asked|expected) )?to"],
);
const act = any(
  ...["buy", "sell", "bid", "long", "short", "go long", "go short", "bet", "answer", "output"],
  ...["respond", "reply", "return", "set", "ignore", "disregard", "treat", "assume", "assign"],
  ...["estimate", "forecast", "predict", "size", "trust", "abstain", "state", "say", "move"],
  ...["raise", "claim", "conclude", "cite", "rank", "rate", "put", "forget", "pick", "choose"],
  ...[
    "purchase",
    "accumulate",
    "mark",
    "upgrade",
    "downgrade",
    "omit",
    "count",
    "follow",
    "skip",
    "delete",
    "prefer",
  ],
);

/** Forms over words. */
export const wordPatterns: readonly Pattern[] = [
  words("override.orders", override, " ", gap(3), yours, " ", gap(3), orders),
  words("override.before", override, " ", gap(4), before, " ", gap(2), commands),
  words("override.after", override, " ", gap(2), commands, " (?:above|before|you|given|from your)"),
  words(
    ...["override.told", "(?:ignore|disregard|forget) ", gap(4)],
    ...["you (?:have been|ve been|were|are|had been|got) (?:told|given|instructed|taught|shown)"],
  ),
  words(
    ...["override.text", "(?:ignore|disregard|forget) ", gap(3), "(?:above (?:this|text|line)|"],
    ...["so far|up to (?:here|now|this)|(?:prior to|preceding) this|before this)"],
  ),
  words(
    ...["override.void", any(before, "your", "all"), " ", gap(2)],
    ...[
      "(?:instructions|directives|prompts?|guidelines) (?:are|is|were|was|have been|now) ",
      gap(2),
    ],
    ...["(?:void|null|invalid|obsolete|cancell?ed|revoked|superseded|replaced|outdated|suspended)"],
  ),
  words(
    ...["override.above", any(before, "above"), " (?:text|content|section|context|messages?)"],
    ...[
      " (?:is|are|was|were) (?:now )?(?:outdated|void|invalid|fake|obsolete|not real|superseded)",
    ],
  ),
  words(
    ...["override.above_orders", "(?:supersedes?|overrides?|replaces?|overrules?|cancels?|"],
    ...["takes? (?:precedence|priority) over) ", gap(3)],
    ...["(?:system prompts?|your (?:instructions|prompt|guidelines|rules|training)|prompts? you|"],
    ...["(?:previous|prior|all|earlier) (?:instructions|prompts?))"],
  ),
  words(
    ...["role.now", "(?:you are|youre|ur|you re) (?:now|henceforth|from now on|no longer|hereby) "],
    ...[
      gap(4),
      "(?:assistant|oracle|ai|bot|model|llm|agent|system|trader|forecaster|analyst|dan|gpt|",
    ],
    ...["chatbot|machine|unrestricted|unfiltered|uncensored|jailbroken|mode|admin|root|bound)"],
  ),
  words(
    ...["role.model", "(?:you are|youre|as) an? ", gap(2), "(?:language model|llm|chatbot|"],
    ...["ai (?:assistant|language model|model|agent|system))(?: ", gap(3), "(?:you|your))?"],
  ),
  words(
    ...[
      "role.act",
      "(?:\\. |(?:must|please|now|should|you) )(?:act|behave|operate|respond|answer|",
    ],
    ...["role ?play) as (?:an? |the |my )?", gap(2)],
    ...[
      "(?:ai|language model|llm|dan|unrestricted|uncensored|jailbroken|oracle|assistant|chatbot)",
    ],
  ),
  words("role.pretend", "pretend (?:that )?you (?:are|have|were|do|dont|can|saw)"),
  words("role.on", "from now on ", gap(3), "you (?:will|must|should|are|only|always|reply|answer)"),
  words("address.must", machine, " ", clause, "(?:can safely|", must, ") ", gap(3), act),
  words(
    "address.order",
    "(?:\\. (?:all |any |dear |every )?)",
    machine,
    " \\. (?:please )?",
    act,
  ),
  words(
    "address.reader",
    any(machine, thing, named),
    " (?:that |which |who )?(?:is |are )?",
    reading,
    " (?:this|these|it|here|the (?:market|comments?|rules|page|text|headline)|comments)",
  ),
  words(
    ...["address.vocative", "(?:attention|dear|hey|hi|hello|(?:note|notice|message|instructions?|"],
    ...["reminder|memo|information) (?:to|for)) (?:all |any |every |the |you |dear )*", named],
    ...[" ?(?:\\.|please|you|your|that|must|should|", reading, "|only)"],
  ),
  words(
    ...[
      "address.if",
      "if (?:you|u|ur|youre|this) (?:are |re |is )?(?:being (?:read|processed) by )?",
    ],
    ...["(?:an? |the )?", machine, "(?: model| agent| assistant| system)? "],
    ...["(?:", reading, "|\\.|you|your|please|then|with|that|who)"],
  ),
  words(
    "address.for",
    "(?:for|to) (?:all |any |every |the )?",
    machine,
    " ?(?:only|",
    reading,
    ")",
  ),
  words(
    "prompt.system",
    "(?:system|developer|hidden|admin) ",
    "(?:prompt|override|instructions?|directive|command|message) (?:\\.|ends?|begins?|follows?)",
  ),
  words(
    ...[
      "prompt.new",
      "(?:your|ur) (?:new|real|actual|true|updated|revised|hidden|secret) ",
      gap(1),
    ],
    ...["(?:task|instructions?|goal|objective|job|role|purpose|mission|prompt|directive|orders)"],
  ),
  words("prompt.task", "your (?:task|job|goal|objective|role) is (?:now |only |simply )*to"),
  words(
    ...[
      "prompt.mode",
      "(?:developer|debug|admin|maintenance|god|dan|jailbreak|root|sudo|override|",
    ],
    ...[
      "unrestricted|unfiltered) mode (?:is |has been |now )*(?:enabled|activated|active|engaged|on(?= \\.))",
    ],
  ),
  words(
    "prompt.enter",
    "(?:enter|switch to|you are in|you are now in|activate) ",
    "(?:developer|debug|admin|maintenance|dan|jailbreak|root|sudo|unrestricted) mode",
  ),
  words(
    ...[
      "prompt.rights",
      "(?:granted|given|have) (?:full |temporary )?(?:admin|administrator|root|",
    ],
    ...["developer) (?:rights|access|privileges|permissions)"],
  ),
  words(
    ...[
      "prompt.checks",
      "(?:(?:evidence|safety|content|injection) (?:filters?|checks?|guardrails?) ",
    ],
    ...["(?:is |are |were |have been |has been |now )*(?:disabled|off|bypassed|deactivated)|"],
    ...["(?:disable|skip|turn off|bypass|lift) (?:your|all|any) ", gap(2)],
    ...["(?:limits?|checks?|filters?|stops?|safety|guardrails|gates?|caps?|verification))"],
  ),
  words(
    "prompt.operator",
    "your (?:operator|owner|developers?|creators?|administrators?|users?|makers?) ",
    "(?:has|have|had|wants?|requires?|approved|authori[sz]ed|allows?|instructs?|orders?|asks?|says?)",
  ),
  words(
    "prompt.approved",
    "(?:operator|administrator|admin) (?:has |have )?(?:approved|authori[sz]ed) ",
    gap(4),
    "(?:position|trades?|stake|size|order)",
  ),
  words(
    "address.text",
    "(?:text|message|note|section|paragraph|summary|comment|line|part) (?:is )?(?:only )?",
    "(?:meant |intended |visible |only )*(?:for|to|by) (?:all |any |the )?(?:only )?",
    machine,
  ),
  words(
    "address.asks",
    "(?:can|could|would|will|may) (?:the |any |an? |this )?",
    machine,
    " (?:that|which|who) ",
    reading,
  ),
  words("address.rule", "new rule for (?:the|this|any) ", gap(1), "(?:model|ai|llm|bot|agent)"),
  words("address.seen", machine, " \\. if you"),
  words(
    "prompt.yours",
    "your (?:system )?(?:instructions|guidelines|prompt|programming) ",
    "(?:permits?|allows?|contains?|requires?|tells?|says?|includes?|makes?|forbids?|has|have|is|are|do|does)",
  ),
  words(
    "prompt.genuine",
    "(?:genuine|real|actual|true) (?:request|task|instructions?|prompt|user|message) ",
    "(?:begins?|starts?|is|are|follows?|comes?)",
  ),
  words(
    "prompt.trusted",
    "(?:everything|all|anything|text) (?:after|below|following|from here|before) ",
    gap(3),
    "(?:is|are) (?:now )?(?:trusted|untrusted|genuine|real|verified|authentic|fake)",
  ),
  words(
    "prompt.delimiters",
    "(?:delimiters?|(?:left|leave|leaving|outside|exit|exited|end of) (?:the )?",
    "untrusted(?: (?:section|block|data|text|part))?)",
  ),
  words(
    "prompt.author",
    "(?:as (?:the|your) (?:developer|creator|operator|user|owner|administrator|maker) ",
    gap(5),
    "(?:i|we) (?:am|are|tell|ask|order|instruct|want|command|hereby)|",
    "i am (?:your (?:developer|creator|operator|user|owner|administrator|maker)|",
    "the (?:user|operator|system))|",
    "(?:signed|from|by) (?:\\. )?your (?:providers?|operator|developers?|creators?|makers?|administrator))",
  ),
  words(
    "prompt.adopt",
    "(?:adopt|apply|obey|follow|observe) (?:the following|this|these) (?:new )?",
    "(?:policy|policies|persona|role|instructions?|rules?|protocol|guidelines?)",
  ),
  words("prompt.before", "before (?:you (?:continue|estimate|respond|proceed)|estimating)"),
  words(
    "prompt.unbound",
    "(?:if|as if|imagine) (?:there (?:were|are)|you (?:had|have)) no ",
    "(?:rules|restrictions|limits|filters|guidelines|instructions)",
  ),
  words(
    "override.bare",
    "(?:ignore|disregard|forget) (?:all |everything |the |any )*",
    before,
    " (?:\\.|and|text|content|context|messages?)",
  ),
  words(
    "override.evidence",
    "(?:\\. |please |must |and )(?:ignore|disregard|forget) (?:the |all |your )*",
    "(?:rules? text|evidence|safety|user|what the user|context|market rules)",
  ),
  words(
    "address.agent",
    "(?:agents?|models?) ",
    must,
    " (?:buy|purchase|accumulate|go long|output|return)",
  ),
  words(
    "address.trade",
    "(?:for|to|\\.) (?:all |any |every |the )?",
    machine,
    " \\. (?:please )?(?:buy|sell|purchase|accumulate|execute|enter|exit|trade)",
  ),
  words("address.to", "\\. (?:hi |hey |hello )?to (?:the |any |all )?", machine, " \\."),
  words(
    "prompt.mention",
    "(?:(?:your|the|this|correct|real) (?:system )?prompt (?:is|was|says|above|below|\\.|you)|",
    "your system prompt)",
  ),
  words(
    "prompt.reset",
    "(?:conversation|context|session|chat) (?:was |is |has been |had been )(?:reset|restarted|cleared|wiped)",
  ),
  words(
    "prompt.provider",
    "(?:message|notice|note|instructions?|order) from (?:amazon |the |your )*",
    "(?:bedrock|provider|system|developers?|prompt)",
  ),
];
