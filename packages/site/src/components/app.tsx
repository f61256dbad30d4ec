import { drawerOpen } from "../state/drawer.ts"
import { text } from "../text.ts"
import { Announcer } from "./announcer.tsx"
import { Composer } from "./composer.tsx"
import { Sidebar } from "./sidebar.tsx"
import { ThreadView } from "./thread-view.tsx"
import { TopBar } from "./top-bar.tsx"

/** The whole page. It is rendered once when the site is built, so that it can be read before its script runs. */
export function App() {
  return (
    <div class="app" data-drawer={drawerOpen.value ? "open" : "closed"}>
      <a class="skip" href="#message">
        {text.skip}
      </a>
      <Sidebar />
      <main inert={drawerOpen.value}>
        <TopBar />
        <ThreadView />
        <Composer />
      </main>
      <Announcer />
    </div>
  )
}
