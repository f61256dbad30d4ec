// The names of HTML 4 (https://www.w3.org/TR/html401/sgml/entities.html), and those of HTML 5 for punctuation and common symbols. All
// 2,125 names of HTML 5 would be an eighth of the page.
const latin =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml"
const greek =
  "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho _ Sigma Tau Upsilon Phi Chi Psi Omega _ _ _ _ _ _ _ alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega"
const others =
  "Tab\tNewLine\nexcl!quot\"num#dollar$percnt%amp&apos'lpar(rpar)ast*plus+comma,period.sol/colon:semi;lt<equals=gt>quest?commat@lsqb[lbrack[bsol\\rsqb]rbrack]Hat^lowbar_grave`lbrace{lcub{verbar|vert|rbrace}rcub}OEligŒoeligœScaronŠscaronšYumlŸfnofƒcircˆtilde˜thetasymϑupsihϒpivϖensp\u2002emsp\u2003thinsp\u2009zwnj\u200czwj\u200dlrm\u200erlm\u200fhyphen‐dash‐ndash–mdash—lsquo‘rsquo’sbquo‚ldquo“rdquo”bdquo„dagger†Dagger‡bull•hellip…mldr…permil‰prime′Prime″lsaquo‹rsaquo›oline‾frasl⁄euro€image\u2111weierp℘real\u211ctrade™alefsym\u2135larr←uarr↑rarr→darr↓harr↔crarr↵lArr⇐uArr⇑rArr⇒dArr⇓hArr⇔forall∀part∂exist∃empty∅nabla∇isin∈notin∉ni∋prod∏sum∑minus−lowast∗radic√prop∝infin∞ang∠and∧or∨cap∩cup∪int∫there4∴sim∼cong≅asymp≈ne≠equiv≡le≤ge≥sub⊂sup⊃nsub⊄sube⊆supe⊇oplus⊕otimes⊗perp⊥sdot⋅lceil⌈rceil⌉lfloor⌊rfloor⌋lang⟨rang⟩loz◊spades♠clubs♣hearts♥diams♦star☆starf★phone☎check✓checkmark✓cross✗"

const named = new Map<string, string>()
for (const [names, start] of [
  [latin, 0xa0],
  [greek, 0x391],
] as const) {
  for (const [index, name] of names.split(" ").entries()) named.set(name, String.fromCodePoint(start + index))
}
for (const [, name = "", character = ""] of others.matchAll(/([A-Za-z]+4?)([^A-Za-z])/gu)) named.set(name, character)

/** Character references as CommonMark 2.5 means them, in a text, a target or a title. Unknown names stay as they are. */
export const decodeEntities = (text: string): string =>
  text.includes("&") ? text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,30}));/g, decode) : text

function decode(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name) return named.get(name) ?? whole
  const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? "", 16)
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : "\ufffd"
}
