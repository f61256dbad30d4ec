import { stackSettings } from "../deployment.ts"

const { permissionsBoundary } = stackSettings

// Every role of the stack, SST's own included: a deployer bounded by boundary.json can create no other.
if (permissionsBoundary) {
  $transform(aws.iam.Role, (role) => {
    role.permissionsBoundary = permissionsBoundary
  })
}
