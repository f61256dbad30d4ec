import { stackSettings } from "../deployment.ts"

const { permissionsBoundary } = stackSettings

// Every role of the stack, SST's own included: whoever deploys behind boundary.json may make no other.
if (permissionsBoundary) {
  $transform(aws.iam.Role, (role) => {
    role.permissionsBoundary = permissionsBoundary
  })
}
