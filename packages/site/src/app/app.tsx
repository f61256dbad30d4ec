import { Composer } from "../composer/composer.tsx"
import { Dialogs } from "../dialogs/dialog-host.tsx"
import { drawerOpen } from "../page/drawer.ts"
import { isPathUnknown } from "../page/route.ts"
import { Sidebar } from "../sidebar/sidebar.tsx"
import { fetchedPart } from "../sign-in/lazy.ts"
import { isLocked } from "../sign-in/session.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { isWritable } from "../thread/state/thread.ts"
import { ThreadView } from "../thread/thread-view.tsx"
import { Announcer } from "../ui/announcer.tsx"
import { Notification } from "../ui/notification.tsx"
import { text } from "../words/text.ts"
import { NotFetched } from "./bundle-error.tsx"
import { ConnectionBanner } from "./connection-banner.tsx"
import { PageMissing } from "./page-missing.tsx"
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
