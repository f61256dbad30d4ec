// Runs before the first paint, so that neither the theme nor the direction of the page changes before the reader's eyes. It is a file of its
// own because the content security policy allows no script inside the page. What the names mean is said in src/page/preferences.ts.
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
  // Somebody is about to be signed in again: what only a newcomer should see stays hidden. See src/sign-in/redirect-state.ts.
  if (signedIn || location.pathname === "/signed-in") page.dataset.session = "expected"
  const spoken = page.dataset.languages.split(" ")
  const wanted = [kept.language, ...navigator.languages].map((tag) => tag?.split("-")[0].toLowerCase())
  const language = wanted.find((one) => spoken.includes(one)) ?? "en"
  if (language === "en") return
  page.lang = language
  page.dir = language === "ar" ? "rtl" : "ltr"
  // The page is built in English: it shows once the words of this language are here, or soon if they do not come.
  page.dataset.words = "loading"
})()
