import { fetchedPart } from "../sign-in/fetched.ts"
import { isLocked } from "../sign-in/session.ts"
import { activeThread } from "../state/active-thread.ts"
import { drawerOpen } from "../state/drawer.ts"
import { isPathUnknown } from "../state/route.ts"
import { isWritable } from "../state/thread.ts"
import { text } from "../text.ts"
import { Announcer } from "./announcer.tsx"
import { Composer } from "./composer.tsx"
import { ConnectionBanner } from "./connection-banner.tsx"
import { Dialogs } from "./dialogs.tsx"
import { NotFetched } from "./not-fetched.tsx"
import { Notification } from "./notification.tsx"
import { PageMissing } from "./page-missing.tsx"
import { Sidebar } from "./sidebar.tsx"
import { ThreadView } from "./thread-view.tsx"
import { TopBar } from "./top-bar.tsx"

/** The whole page. It is rendered once when the site is built, so that it can be read before its script runs. */
export function App() {
  const Part = fetchedPart()
  const isMissing = isPathUnknown.value
  const isOpen = !isLocked.value && !isMissing && isWritable(activeThread.value)
  return (
    <div class="app" data-drawer={drawerOpen.value ? "open" : "closed"}>
      {isOpen && (
        <a class="skip" href="#message">
          {text.skip}
        </a>
      )}
      <Dialogs />
      <Sidebar />
      <main inert={drawerOpen.value}>
        <TopBar />
        <ConnectionBanner />
        {Part && <Part.SessionOffers />}
        {isLocked.value ? Part ? <Part.Doorway /> : <NotFetched /> : isMissing ? <PageMissing /> : <ThreadView />}
        {isOpen && <Composer />}
      </main>
      <Announcer />
      <Notification />
    </div>
  )
}
