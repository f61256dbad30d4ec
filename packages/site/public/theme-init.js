// Runs before the first paint, so that neither the theme nor the direction of the page changes visibly. It is a separate file
// because the content security policy allows no inline script. src/page/preferences.ts documents the names.
;(() => {
  const page = document.documentElement
  let kept = {}
  let signedIn = false
  try {
    signedIn = localStorage.getItem("signed-in") !== null
    kept = JSON.parse(localStorage.getItem("preferences") ?? "{}") ?? {}
  } catch {}
  page.dataset.theme = kept.theme ?? "system"
  page.dataset.sidebar = kept.sidebar ?? "open"
  // A silent sign-in is about to run: content for anonymous visitors stays hidden. See src/sign-in/redirect-state.ts.
  if (signedIn || location.pathname === "/signed-in") page.dataset.session = "expected"
  const spoken = page.dataset.languages.split(" ")
  const wanted = [kept.language, ...navigator.languages].map((tag) => tag?.split("-")[0].toLowerCase())
  const language = wanted.find((one) => spoken.includes(one)) ?? "en"
  if (language === "en") return
  page.lang = language
  page.dir = language === "ar" ? "rtl" : "ltr"
  // The page is prerendered in English: it stays hidden until the texts of this language are loaded, for a limited time.
  page.dataset.words = "loading"
})()
