// The same ideas in other languages, as stems: to leave orders aside, to answer with a number, to be
// somebody else now. Letters are folded as in injection_views.ts, so accents are missing.
import type { Pattern } from "./injection_words.ts";

/** Words of one language. A verb and an order near each other, either first, are an instruction. */
interface Lexicon {
  /** ISO 639-1. */
  readonly language: string;
  /** To ignore, to forget. */
  readonly verbs: readonly string[];
  /** Instructions, directives, prompts. */
  readonly orders: readonly string[];
  /** Whole forms: an answer that is dictated, a role. */
  readonly others: readonly string[];
  /** Characters between verb and order at most. */
  readonly gap: number;
}

/** Languages that part words by blanks. */
const spaced: readonly Lexicon[] = [
  {
    language: "es",
    verbs: [
      "ignor(?:a|e|ar|ad)",
      "olvid(?:a|e|ar)",
      "descart(?:a|e)",
      "haz caso omiso",
      "no hagas caso",
    ],
    orders: [
      "instrucciones",
      "indicaciones",
      "directrices",
      "ordenes anteriores",
      "reglas anteriores",
      "(?:el|tu|su) prompt",
    ],
    others: [
      "(?:responde|contesta|devuelve|asigna|da) (?:\\S+ ){0,3}(?:probabilidad|json)",
      "(?:eres ahora|ahora eres) (?:un|una) (?:asistente|oraculo|modelo|bot)",
      "lo que te han? dicho",
      "si (?:eres|usted es) (?:un|una) (?:ia|inteligencia artificial|modelo|bot|asistente)",
      "(?:responde|contesta|di|pon) (?:\\S+ ){0,2}0\\.\\d+",
      "(?:atencion|nota|aviso|mensaje)(?: para| a)?(?: los| el| la)? (?:\\. )?(?:modelos?|i" +
      "a|bots?)",
      "(?:debes|deben) (?:asignar|responder|devolver|comprar)",
    ],
    gap: 40,
  },
  {
    language: "fr",
    verbs: [
      "ignor(?:e|ez|er)",
      "oubli(?:e|ez|er)",
      "ne t(?:iens|enez) pas compte",
      "fai(?:s|tes) abstraction",
    ],
    orders: [
      "(?:les|tes|vos|ces|nos|toutes|precedentes) (?:\\S+ ){0,2}(?:instructions|directives)",
      "instructions (?:precedentes|anterieures|du systeme)",
      "consignes",
      "(?:le|ton|votre) prompt",
    ],
    others: [
      "(?:reponds|repondez|renvoie|renvoyez|donne|donnez) (?:\\S+ ){0,3}(?:probabilite|json" + ")",
      "(?:tu es|vous etes) (?:maintenant|desormais) une? (?:assistant|oracle|modele|bot|ia)",
      "si (?:tu es|vous etes) une? (?:ia|intelligence artificielle|modele|bot|assistant)",
      "(?:reponds|repondez|dis|dites|mets) (?:\\S+ ){0,2}0\\.\\d+",
      "(?:attention|note|avis|message)(?: pour| a| aux)?(?: les| la)? (?:\\. )?(?:modeles?|" +
      "ia|bots?)",
      "(?:tu dois|vous devez) (?:repondre|attribuer|acheter)",
    ],
    gap: 40,
  },
  {
    language: "de",
    verbs: ["ignorier(?:e|en)", "vergiss", "vergessen sie", "missachte", "verwirf"],
    orders: ["anweisung(?:en)?", "vorgaben", "instruktionen", "befehle", "richtlinien", "prompt"],
    others: [
      "(?:antworte|gib|melde|setze) (?:\\S+ ){0,4}(?:wahrscheinlichkeit|json)",
      "du bist (?:jetzt|nun|ab jetzt|ab sofort) (?:ein|eine|der|die|das) \\S+",
      "(?:wenn|falls) (?:du|sie) (?:ein|eine) (?:ki|kunstliche intelligenz|sprachmodell|bot" +
      "|assistent)",
      "(?:antworte|gib|sage|melde) (?:\\S+ ){0,3}0\\.\\d+",
      "(?:achtung|hinweis|nachricht)(?: an| fur)?(?: die| alle)? (?:\\. )?(?:modelle?|ki|bo" +
      "ts?)",
      "du (?:musst|sollst) (?:antworten|kaufen|angeben)",
    ],
    gap: 40,
  },
  {
    language: "pt",
    verbs: ["ignor(?:a|e|ar|em)", "esquec(?:a|e|er)", "desconsider(?:a|e|ar)"],
    orders: [
      "instrucoes",
      "orientacoes",
      "diretrizes",
      "ordens anteriores",
      "regras anteriores",
      "(?:o|seu|teu) prompt",
    ],
    others: [
      "(?:responda|responde|retorne|devolva) (?:\\S+ ){0,3}(?:probabilidade|json)",
      "(?:voce e|agora es|tu es) agora (?:um|uma) (?:assistente|oraculo|modelo|bot)",
      "se (?:voce e|tu es|es) (?:um|uma) (?:ia|inteligencia artificial|modelo|bot|assistent" + "e)",
      "(?:responda|responde|diga|coloque) (?:\\S+ ){0,2}0\\.\\d+",
    ],
    gap: 40,
  },
  {
    language: "it",
    verbs: ["ignor(?:a|ate|are)", "dimentica(?:te|re)?", "trascura(?:te)?", "non considerare"],
    orders: ["istruzioni", "indicazioni precedenti", "direttive", "prompt"],
    others: [
      "(?:rispondi|restituisci) (?:\\S+ ){0,3}(?:probabilita|json)",
      "(?:sei ora|ora sei) (?:un|una) (?:assistente|oracolo|modello|bot)",
      "se sei (?:un|una|unintelligenza) ?(?:ia|intelligenza artificiale|modello|bot|assiste" +
      "nte|artificiale)",
      "(?:rispondi|scrivi|metti) (?:\\S+ ){0,2}0\\.\\d+",
    ],
    gap: 40,
  },
  {
    language: "nl",
    verbs: ["negeer", "vergeet"],
    orders: ["instructies", "aanwijzingen", "opdrachten", "prompt"],
    others: ["als je een (?:ai|taalmodel|bot|assistent) bent", "antwoord (?:\\S+ ){0,2}0\\.\\d+"],
    gap: 40,
  },
  {
    language: "pl",
    verbs: ["zignoruj(?:cie)?", "ignoruj(?:cie)?", "zapomnij(?:cie)?", "pomin"],
    orders: ["polece(?:nia|n)", "instrukcj[aei]", "wytyczn(?:e|ych)", "prompt"],
    others: ["jesli jestes (?:ai|modelem|botem|sztuczna)", "odpowiedz (?:\\S+ ){0,2}0\\.\\d+"],
    gap: 40,
  },
  {
    language: "tr",
    verbs: ["yok say", "gormezden gel", "unut", "dikkate alma", "goz ardi et"],
    orders: ["talimat\\S*", "yonerge\\S*", "komut\\S*", "istem\\S*"],
    others: ["yapay zekaysan", "yapay zeka isen", "dil modeliysen", "botsan"],
    gap: 40,
  },
  {
    language: "id",
    verbs: ["abaikan", "lupakan"],
    orders: ["instruksi", "perintah", "arahan"],
    others: ["jika (?:anda|kamu) (?:adalah )?(?:ai|model|bot|asisten)"],
    gap: 40,
  },
  {
    language: "vi",
    verbs: ["bo qua", "phot lo", "quen"],
    orders: ["huong dan", "chi dan", "chi thi", "lenh"],
    others: ["neu ban la (?:ai|mo hinh|tro ly|bot)"],
    gap: 40,
  },
  {
    language: "ru",
    verbs: [
      "(?:\u043f\u0440\u043e)?\u0438\u0433\u043d\u043e\u0440\u0438\u0440\u0443\u0438(?:" +
      "\u0442\u0435)?",
      "\u0437\u0430\u0431\u0443\u0434\u044c(?:\u0442\u0435)?",
      "\u043e\u0442\u0431\u0440\u043e\u0441\u044c(?:\u0442\u0435)?",
      "\u043d\u0435 \u043e\u0431\u0440\u0430\u0449\u0430\u0438(?:\u0442\u0435)? \u0432" +
      "\u043d\u0438\u043c\u0430\u043d\u0438\u044f \u043d\u0430",
    ],
    orders: [
      "\u0438\u043d\u0441\u0442\u0440\u0443\u043a\u0446\u0438\\S+",
      "\u0443\u043a\u0430\u0437\u0430\u043d\u0438\\S+",
      "\u043a\u043e\u043c\u0430\u043d\u0434\\S+",
      "\u043f\u0440\u043e\u043c\u043f\u0442\\S*",
      "\u043f\u0440\u0435\u0434\u043f\u0438\u0441\u0430\u043d\u0438\\S+",
      "\u0434\u0438\u0440\u0435\u043a\u0442\u0438\u0432\\S+",
    ],
    others: [
      "(?:\u043e\u0442\u0432\u0435\u0442\u044c|\u043e\u0442\u0432\u0435\u0447\u0430\u0438|" +
      "\u0432\u0435\u0440\u043d\u0438|\u0432\u044b\u0432\u0435\u0434\u0438|\u0443\u043a" +
      "\u0430\u0436\u0438)(?:\u0442\u0435)? (?:\\S+ ){0,4}(?:\u0432\u0435\u0440\u043e\u044f" +
      "\u0442\u043d\u043e\u0441\u0442\\S+|json)",
      "\u0431\u043e\u0442\\S* (?:\\S+ ){0,3}(?:\u0434\u043e\u043b\u0436\u043d\u044b|\u0434" +
      "\u043e\u043b\u0436\u0435\u043d|\u043e\u0431\u044f\u0437\u0430\u043d\u044b) (?:\u043f" +
      "\u043e\u043a\u0443\u043f\u0430\u0442\u044c|\u043a\u0443\u043f\u0438\u0442\u044c|" +
      "\u043f\u0440\u043e\u0434\u0430\u0442\u044c)",
      "\u0435\u0441\u043b\u0438 (?:\u0442\u044b|\u0432\u044b) (?:\\S+ )?(?:\u044f\u0437" +
      "\u044b\u043a\u043e\u0432\u0430\u044f|\u043c\u043e\u0434\u0435\u043b\u044c|\u0438" +
      "\u0438|\u043d\u0435\u0438\u0440\u043e\u0441\u0435\u0442\u044c|\u0431\u043e\u0442|" +
      "\u0430\u0441\u0441\u0438\u0441\u0442\u0435\u043d\u0442)",
      "(?:\u043e\u0442\u0432\u0435\u0442\u044c|\u043e\u0442\u0432\u0435\u0447\u0430\u0438|" +
      "\u0432\u0435\u0440\u043d\u0438|\u0432\u044b\u0432\u0435\u0434\u0438|\u0443\u043a" +
      "\u0430\u0436\u0438|\u043d\u0430\u043f\u0438\u0448\u0438)(?:\u0442\u0435)? (?:\\S+ ){" +
      "0,2}0\\.\\d+",
      "\u0432\u043d\u0438\u043c\u0430\u043d\u0438\u0435 (?:\\. )?(?:\u0438\u0438|\u043c" +
      "\u043e\u0434\u0435\u043b\\S+|\u0431\u043e\u0442\\S*|\u043d\u0435\u0438\u0440\u043e" +
      "\u0441\u0435\u0442\\S+)",
    ],
    gap: 40,
  },
  {
    language: "uk",
    verbs: [
      "(?:\u043f\u0440\u043e)?\u0456\u0433\u043d\u043e\u0440\u0443\u0438(?:\u0442\u0435)?",
      "\u0437\u0430\u0431\u0443\u0434\u044c(?:\u0442\u0435)?",
    ],
    orders: [
      "\u0456\u043d\u0441\u0442\u0440\u0443\u043a\u0446\u0456\\S+",
      "\u0432\u043a\u0430\u0437\u0456\u0432\u043a\\S+",
      "\u043a\u043e\u043c\u0430\u043d\u0434\\S+",
    ],
    others: [
      "\u044f\u043a\u0449\u043e (?:\u0442\u0438|\u0432\u0438) (?:\\S+ )?(?:\u043c\u043e" +
      "\u0432\u043d\u0430|\u043c\u043e\u0434\u0435\u043b\u044c|\u0448\u0456|\u0431\u043e" +
      "\u0442|\u0430\u0441\u0438\u0441\u0442\u0435\u043d\u0442)",
    ],
    gap: 40,
  },
];

/** Languages whose words run together or take letters before and behind. */
const joined: readonly Lexicon[] = [
  {
    language: "zh",
    verbs: [
      "\u5ffd\u7565",
      "\u65e0\u89c6",
      "\u7121\u8996",
      "\u5ffd\u8996",
      "\u5fd8\u8bb0",
      "\u5fd8\u8a18",
      "\u5fd8\u6389",
      "\u4e0d\u8981\u7406\u4f1a",
      "\u4e0d\u8981\u9075\u5b88",
      "\u4e0d\u7528\u7ba1",
    ],
    orders: [
      "\u6307\u4ee4",
      "\u6307\u793a",
      "\u63d0\u793a",
      "\u547d\u4ee4",
      "\u89c4\u5219",
      "\u898f\u5247",
      "\u8981\u6c42",
      "\u8bf4\u660e",
    ],
    others: [
      "(?:\u8f93\u51fa|\u8f38\u51fa|\u56de\u7b54|\u8fd4\u56de|\u56de\u590d|\u56de\u8986|" +
      "\u8bbe\u4e3a|\u8a2d\u70ba).{0,8}(?:\u6982\u7387|\u6a5f\u7387|json|0\\.\\d)",
      "(?:\u4f60\u73b0\u5728\u662f|\u4f60\u73fe\u5728\u662f|\u4ece\u73b0\u5728\u8d77\u4f60|" +
      "\u5f9e\u73fe\u5728\u8d77\u4f60|\u8bf7\u626e\u6f14)",
      "\u5982\u679c\u4f60\u662f.{0,6}(?:ai|\u4eba\u5de5\u667a\u80fd|\u6a21\u578b|\u673a" +
      "\u5668\u4eba|\u52a9\u624b)",
      "(?:\u4eba\u5de5\u667a\u80fd|ai|\u6a21\u578b|\u673a\u5668\u4eba|\u673a\u5668\u4eba" +
      "\u4eec).{0,2}\u8bf7",
      "\u4e0d\u8981(?:\u63d0\u53ca|\u63d0\u5230)",
    ],
    gap: 12,
  },
  {
    language: "ja",
    verbs: ["\u7121\u8996", "\u5fd8\u308c\u3066", "\u5f93\u308f\u306a\u3044"],
    orders: [
      "\u6307\u793a",
      "\u547d\u4ee4",
      "\u6307\u4ee4",
      "\u30d7\u30ed\u30f3\u30d7\u30c8",
      "\u30eb\u30fc\u30eb",
    ],
    others: [
      "(?:\u78ba\u7387|json|0\\.\\d).{0,8}(?:\u7b54\u3048|\u51fa\u529b|\u8fd4\u3057|\u56de" +
      "\u7b54)",
      "\u3042\u306a\u305f\u306f\u4eca",
      "\u3042\u306a\u305f\u304c.{0,8}(?:ai|\u4eba\u5de5\u77e5\u80fd|\u30e2\u30c7\u30eb|" +
      "\u30dc\u30c3\u30c8)",
    ],
    gap: 12,
  },
  {
    language: "ko",
    verbs: ["\ubb34\uc2dc", "\uc78a\uc5b4", "\uc78a\uace0"],
    orders: [
      "\uc9c0\uc2dc",
      "\uba85\ub839",
      "\uc9c0\uce68",
      "\ud504\ub86c\ud504\ud2b8",
      "\uaddc\uce59",
    ],
    others: [
      "(?:\ud655\ub960|json|0\\.\\d).{0,8}(?:\ub2f5|\ucd9c\ub825|\ub300\ub2f5)",
      "\ub108\ub294 \uc774\uc81c",
      "\ub2f9\uc2e0\uc740 \uc774\uc81c",
      "(?:\ub2f9\uc2e0\uc774|\ub124\uac00).{0,6}(?:ai|\uc778\uacf5\uc9c0\ub2a5|\ubaa8\ub378" +
      "|\ubd07)",
    ],
    gap: 12,
  },
  {
    language: "ar",
    verbs: [
      "\u062a\u062c\u0627\u0647\u0644",
      "\u062a\u062c\u0627\u0647\u0644\u064a",
      "\u062a\u062c\u0627\u0647\u0644\u0648\u0627",
      "[\u0627\u0625]\u0646\u0633",
      "[\u0623\u0627]\u0647\u0645\u0644",
    ],
    orders: [
      "\u062a\u0639\u0644\u064a\u0645\u0627\u062a",
      "\u0627\u0644[\u0623\u0627]\u0648\u0627\u0645\u0631",
      "\u062a\u0648\u062c\u064a\u0647\u0627\u062a",
      "[\u0625\u0627]\u0631\u0634\u0627\u062f\u0627\u062a",
    ],
    others: [
      "(?:[\u0623\u0627]\u062c\u0628|[\u0623\u0627]\u062e\u0631\u062c|[\u0623\u0627]\u0639" +
      "\u0637).{0,20}\u0627\u062d\u062a\u0645\u0627\u0644",
      "[\u0625\u0627]\u0630\u0627 \u0643\u0646\u062a.{0,12}(?:\u0646\u0645\u0648\u0630" +
      "\u062c|\u0630\u0643\u0627\u0621|\u0631\u0648\u0628\u0648\u062a)",
    ],
    gap: 40,
  },
  {
    language: "fa",
    verbs: [
      "\u0646\u0627\u062f\u06cc\u062f\u0647 \u0628\u06af\u06cc\u0631",
      "\u0641\u0631\u0627\u0645\u0648\u0634 \u06a9\u0646",
      "\u0646\u0627\u062f\u06cc\u062f\u0647",
    ],
    orders: [
      "\u062f\u0633\u062a\u0648\u0631",
      "\u062f\u0633\u062a\u0648\u0631\u0627\u0644\u0639\u0645\u0644",
      "\u0631\u0627\u0647\u0646\u0645\u0627",
    ],
    others: [],
    gap: 40,
  },
  {
    language: "hi",
    verbs: [
      "\u0905\u0928\u0926\u0947\u0916\u093e",
      "\u0905\u0928\u0926\u0947\u0916\u0940",
      "\u0928\u091c.{0,2}\u0930\u0905\u0902\u0926\u093e\u091c",
      "\u0928\u091c\u0930\u0902\u0926\u093e\u091c",
      "\u092d\u0942\u0932 \u091c\u093e",
    ],
    orders: [
      "\u0928\u093f\u0930\u094d\u0926\u0947\u0936",
      "\u0906\u0926\u0947\u0936",
      "\u0939\u093f\u0926\u093e\u092f\u0924",
    ],
    others: [
      "(?:\u0909\u0924\u094d\u0924\u0930|\u091c\u0935\u093e\u092c) \u0926\u094b.{0,20}0\\." + "\\d",
      "0\\.\\d+ (?:\u0909\u0924\u094d\u0924\u0930|\u091c\u0935\u093e\u092c)",
      "(?:\u0905\u0917\u0930|\u092f\u0926\u093f) (?:\u0906\u092a|\u0924\u0941\u092e).{0,12}" +
      "(?:\u090f\u0906\u0908|ai|\u092e\u0949\u0921\u0932|\u092c\u0949\u091f)",
    ],
    gap: 40,
  },
];

/** Forms over words in languages other than English. */
export const foreignPatterns: readonly Pattern[] = [
  ...spaced.flatMap((lexicon) => formsOf(lexicon, "(?<= )", "(?= )")),
  ...joined.flatMap((lexicon) => formsOf(lexicon, "", "")),
];

function formsOf(
  { language, verbs, orders, others, gap }: Lexicon,
  before: string,
  after: string,
): readonly Pattern[] {
  const verb = `${before}(?:${verbs.join("|")})${after}`;
  const order = `${before}(?:${orders.join("|")})${after}`;
  const between = `.{0,${gap}}?`;
  const override = new RegExp(`${verb}${between}${order}|${order}${between}${verb}`);
  const other = others.map((form) => new RegExp(`${before}(?:${form})`));
  return [
    { name: `override.${language}`, form: override },
    ...other.map((form) => ({ name: `dictate.${language}`, form })),
  ];
}
