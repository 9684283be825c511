// What instructions to a model look like in the forms of machines: delimiters of prompts, JSON, and
// letters run together.
import type { Pattern } from "./injection_words.ts";

const raw = (name: string, form: RegExp): Pattern => ({ name, form });

const block = "(?:untrusted|external|market|user|system|the|all|evidence|trusted)";

/** Forms over text as it stands. */
export const rawPatterns: readonly Pattern[] = [
  raw("delimiter.token", /<\|[^|<>]{1,40}\|>|<\/?s>|<<\/?SYS>>|\[\/?INST\]/i),
  raw(
    "delimiter.heading",
    /#{2,}\s*(?:instructions?|system|response|human|assistant|new task|end)\b/i,
  ),
  raw(
    "delimiter.tag",
    new RegExp(
      "<\\/?\\s*(?:data|evidence|system|instructions?|context|user|assistant|untrusted|prompt|input|" +
        "question|comments?|news|rules|items?|answer|tool_?call|tool_?use|tool_?result|function_?call|" +
        "invoke|parameter|thinking|market|developer)\\b[^<>]{0,60}>",
      "i",
    ),
  ),
  raw(
    "delimiter.end",
    new RegExp(
      `\\b(?:BEGIN|START|END)(?: OF)?(?: ${block.toUpperCase()}){0,2} ` +
        "(?:DATA|EVIDENCE|DOCUMENTS?|INPUT|PROMPT|CONTEXT|INSTRUCTIONS?|MESSAGE|SYSTEM)\\b",
    ),
  ),
  raw(
    "delimiter.end",
    new RegExp(
      `[-=#*\\[<]{3,}\\s*(?:begin|start|end)(?: of)?(?: ${block}){0,2} ` +
        "(?:data|evidence|documents?|input|prompt|context|instructions?|message|system)\\b",
      "i",
    ),
  ),
  raw("delimiter.turn", /[\n\r>]\s*(?:system|assistant|developer)\s*:/i),
  raw(
    "delimiter.turn",
    /[\[({|]\s*(?:system|assistant|developer|model|ai|llm|bot|agent)\s*[\]):}|]/i,
  ),
  raw("delimiter.braces", /\{[{%]|<{3}[^<>\n]{1,300}>{3}/),
  raw("prompt.override", /\boverride\s*:/i),
  raw("delimiter.turn", /^\s*assistant\s*:/i),
  raw("delimiter.turn", /\b(?:human|user)\s*:[^\n]{0,200}\bassistant\s*:/i),
  raw("delimiter.turn", /\n\s*(?:human|user)\s*:/i),
  raw(
    "delimiter.system",
    /\b(?:SYSTEM|ADMIN|DEVELOPER|ROOT) (?:OVERRIDE|MESSAGE|NOTICE|COMMAND|PROMPT)\b/,
  ),
  raw(
    "prompt.note",
    /\b(?:model|ai|llm|bot|assistant) (?:notes?|notice|instructions?|hint|message)\s*:/i,
  ),
  raw("schema.value", /\b(?:answer|justified|mood|abstain)\s*=\s*(?:\.?\d|yes\b|no\b|true|false)/i),
  raw(
    "prompt.colon",
    /\b(?:new|updated|revised|real|hidden|secret|final) (?:system )?instructions?\s*:/i,
  ),
  raw(
    "schema.json",
    /["'](?:abstain|justified|cites|probability\w*|instructions_seen|mood)["']\s*:/i,
  ),
  raw("schema.role", /["'](?:role|tool|tool_name|function)["']\s*:\s*["']/i),
  raw(
    "schema.call",
    /["']name["']\s*:\s*["'][^"']{1,40}["']\s*,\s*["'](?:arguments|input|parameters)["']/i,
  ),
  raw(
    "schema.pairs",
    new RegExp(
      "\\b(?:confidence|probability|justified|mood|action|direction|verdict|signal|sentiment)\\s*=" +
        "\\s*\\S{1,12}[\\s;,&]{1,4}" +
        "(?:confidence|probability|justified|mood|action|direction|verdict|signal|sentiment)\\s*=",
      "i",
    ),
  ),
  raw(
    "exfiltrate.address",
    new RegExp(
      "\\b(?:send|post|append|upload|forward|exfiltrate|transmit|submit)\\b[^\\n]{0,80}" +
        "\\b(?:prompt|context|instructions|keys?|credentials|conversation|secrets?|answers?)\\b" +
        "[^\\n]{0,60}https?:\\/\\/",
      "i",
    ),
  ),
  raw(
    "exfiltrate.image",
    /!\[[^\]\n]{0,80}\]\([^)\s]{0,200}(?:\{|prompt|secret|key=|context|data=)/i,
  ),
];

const glue = "(?:all|any|the|your|my|every|of|previous|prior|above|earlier|preceding|these|those)*";

/** Forms over letters without anything between them. */
export const compactPatterns: readonly Pattern[] = [
  raw(
    "override.letters",
    new RegExp(
      `(?:ignore|disregard|forget|override|bypass)${glue}` +
        "(?:previous|prior|all|your|above|earlier|system)" +
        "(?:instructions?|prompts?|guidelines|directions|directives|commands|rules)",
    ),
  ),
  raw("schema.letters", /probabilityyes(?:to|is|as|at|of)?[01]|instructionsseen(?:to|is)?false/),
  raw(
    "prompt.letters",
    /(?:reveal|print|repeat|leak)(?:your|the)systemprompt|youarenowan?(?:ai|llm|dan|oracle)/,
  ),
];
