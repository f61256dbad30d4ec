import type { DialogWords } from "./en-dialogs.ts"
import { pluralsOf } from "./plural.ts"

const plural = pluralsOf("ar")

export const arabicDialogs: DialogWords = {
  dialogFailed: "تعذّر التحميل. تحقّق من الاتصال وأعد المحاولة.",
  sidebarHide: "إخفاء قائمة المحادثات",

  search: "بحث",
  searchField: "البحث في محادثاتك",
  searchPlaceholder: "كلمات في العناوين والرسائل",
  searchResults: "النتائج",
  searching: "جارٍ البحث…",
  searchNone: "لم يُعثر على شيء.",
  searchFound: (count) =>
    plural(count, {
      one: "عُثر على محادثة واحدة",
      two: "عُثر على محادثتين",
      few: "عُثر على # محادثات",
      many: "عُثر على # محادثة",
      other: "عُثر على # محادثة",
    }),
  searchPartly: "بُحث في أحدث المحادثات فقط. كلمات أكثر تضيّق البحث.",
  searchFailed: "لم ينجح البحث.",

  usage: "الاستخدام",
  usageToday: "اليوم",
  usageMoney: "الميزانية",
  usageTurns: "الرسائل",
  leftOf: (left, limit) => `بقي ${left} من ${limit}`,
  startsAfresh: (time, wait) => `يبدأ من جديد الساعة ${time}، ${wait}.`,
  lastDays: (days) => plural(days, { one: "آخر يوم", two: "آخر يومين", few: "آخر # أيام", many: "آخر # يومًا", other: "آخر # يوم" }),
  cost: "التكلفة",
  tokens: "الرموز",
  tokensIn: "رموز داخلة",
  tokensOut: "رموز خارجة",
  day: "اليوم",
  usageNone: "لم يُستخدم شيء في هذه المدة.",
  usageTable: "يومًا بيوم في جدول",
  usageFailed: "تعذّرت قراءة الاستخدام.",
  chartOf: (what, total, most, day) => `${what} في اليوم: المجموع ${total}، والأكثر في ${day} بمقدار ${most}.`,

  settings: "الإعدادات",
  appearance: "المظهر",
  theme: "السمة",
  likeSystem: "النظام",
  light: "فاتح",
  dark: "داكن",
  language: "اللغة",
  likeBrowser: (name) => `كما في المتصفح (${name})`,
  writing: "الكتابة",
  sendWith: "الإرسال بـ",
  modelPreset: "نموذج الإجابات الجديدة",
  singleKeys: "اختصارات بمفتاح واحد",
  singleKeysDetail: "تعمل مفاتيح مثل N أو / حين لا تكتب.",
  yourData: "بياناتك",
  retention: (days) =>
    plural(days, {
      one: "تُحذف المحادثات بعد يوم واحد من آخر رسالة فيها.",
      two: "تُحذف المحادثات بعد يومين من آخر رسالة فيها.",
      few: "تُحذف المحادثات بعد # أيام من آخر رسالة فيها.",
      many: "تُحذف المحادثات بعد # يومًا من آخر رسالة فيها.",
      other: "تُحذف المحادثات بعد # يوم من آخر رسالة فيها.",
    }),
  privacy:
    "لا يستطيع فتح محادثاتك إلا هذا المتصفح، فمفتاحها محفوظ في ملف تعريف ارتباط لديه. تذهب الأسئلة والإجابات إلى Amazon Bedrock في حساب AWS الخاص بهذا الموقع، ولا تُكتب في أي سجل. وقد يبقى ما حُذف في نسخة احتياطية حتى 35 يومًا. تبقى الإعدادات في هذا المتصفح.",
  privacyOnLaptop:
    "هذا Parley على حاسوب: تبقى المحادثات في قاعدة بيانات على هذا الجهاز، وتذهب الأسئلة إلى الجهة التي يذكرها سطر الأوامر عند البدء. تبقى الإعدادات في هذا المتصفح.",
  exportAll: "تصدير كل شيء",
  removeAll: "حذف كل شيء…",
  removeAllTitle: "حذف كل شيء؟",
  removeAllDetail: "تُحذف فورًا كل محادثاتك بما فيها من أسئلة وإجابات وتقييمات. لا يمكن التراجع عن ذلك. يبقى ما استخدمته اليوم محسوبًا.",
  removeAllConfirm: "حذف كل شيء",
  removedAll: "حُذف كل شيء.",
  notRemovedAll: "لم يُحذف كل شيء. أعد المحاولة.",

  shortcuts: "اختصارات لوحة المفاتيح",
  shortcutsOff: "المفاتيح المفردة متوقفة في الإعدادات.",
  shortcutsHint: "تعمل المفاتيح المفردة حين لا تكتب. مفتاح Escape يخرج من حقل الرسالة.",
  shortcutWrite: "الانتقال إلى حقل الرسالة",
  shortcutStop: "إيقاف الإجابة أو الخروج من حقل الرسالة",
  shortcutCopy: "نسخ آخر إجابة",
  shortcutSidebar: "إظهار القائمة أو إخفاؤها",
  shortcutPrevious: "المحادثة السابقة",
  shortcutNext: "المحادثة التالية",
  keyEscape: "Esc",
  keyOr: "أو",
}
