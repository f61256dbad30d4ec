import { stackSettings } from "../deployment.ts"

const { permissionsBoundary } = stackSettings

// Sets the boundary on every role of the stack, SST's included: a deployer bounded by boundary.json may create no role without it.
if (permissionsBoundary) {
  $transform(aws.iam.Role, (role) => {
    role.permissionsBoundary = permissionsBoundary
  })
}
