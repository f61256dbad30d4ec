import { Composer } from "../composer/composer.tsx"
import { DialogHost } from "../dialogs/dialog-host.tsx"
import { isPathUnknown } from "../page/route.ts"
import { drawerOpen } from "../page/sidebar.ts"
import { Sidebar } from "../sidebar/sidebar.tsx"
import { signInBundle } from "../sign-in/lazy.ts"
import { isLocked } from "../sign-in/session.ts"
import { activeThread } from "../thread/state/active-thread.ts"
import { isWritable } from "../thread/state/thread.ts"
import { ThreadView } from "../thread/thread-view.tsx"
import { Announcer } from "../ui/announcer.tsx"
import { Notification } from "../ui/notification.tsx"
import { t } from "../words/t.ts"
import { BundleError } from "./bundle-error.tsx"
import { ConnectionBanner } from "./connection-banner.tsx"
import { PageMissing } from "./page-missing.tsx"
import { TopBar } from "./top-bar.tsx"

/** The whole page. It is prerendered at build time, so that it is readable before its script runs. */
export function App() {
  const bundle = signInBundle()
  const isMissing = isPathUnknown.value
  const isOpen = !isLocked.value && !isMissing && isWritable(activeThread.value)
  return (
    <div class="app" data-drawer={drawerOpen.value ? "open" : "closed"}>
      {isOpen && (
        <a class="skip" href="#message">
          {t.skip}
        </a>
      )}
      <DialogHost />
      <Sidebar />
      <main inert={drawerOpen.value}>
        <TopBar />
        <ConnectionBanner />
        {bundle && <bundle.SessionBanners />}
        {isLocked.value ? bundle ? <bundle.SignInScreen /> : <BundleError /> : isMissing ? <PageMissing /> : <ThreadView />}
        {isOpen && <Composer />}
      </main>
      <Announcer />
      <Notification />
    </div>
  )
}
