import * as access from "./checks/access.ts"
import * as api from "./checks/api.ts"
import * as bucket from "./checks/bucket.ts"
import type { Check } from "./checks/check.ts"
import * as edge from "./checks/edge.ts"
import * as firewall from "./checks/firewall.ts"
import * as headers from "./checks/headers.ts"
import * as monitoring from "./checks/monitoring.ts"
import * as resources from "./checks/resources.ts"
import * as signIn from "./checks/sign-in.ts"

/**
 * Rules of the published lists that the stack follows: the checks that enforce each rule, and the stages that do not follow it (waived in
 * infra/waivers.md). Rules about a user pool apply only to stages that have one.
 */
export type Rule = { ids: string[]; checks: Check[]; not?: string[]; needsDomain?: true; ofUserPools?: true }

const cheap = ["dev", "my-stage"]

export const followed: Rule[] = [
  { ids: ["APIGateway.1", "APIG6", "CKV_AWS_276", "APIGWDefaultThrottling"], checks: [api.isGuarded] },
  { ids: ["APIG1", "APIGWAccessLogging", "APIGWStructuredLogging", "CKV_AWS_76"], checks: [api.isGuarded] },
  { ids: ["APIGateway.3", "CKV_AWS_73", "APIGWXrayEnabled"], checks: [api.isGuarded] },
  { ids: ["ASVS 3.4.2"], checks: [api.allowsNoForeignOrigin] },
  { ids: ["Lambda.1", "CKV_AWS_301", "CKV_AWS_364", "CKV_AWS_258"], checks: [access.isInvokedOnlyByTheStage] },
  { ids: ["Lambda.2", "AwsSolutions-L1", "CKV_AWS_363"], checks: [resources.runsConfiguredFunctions] },
  { ids: ["LambdaFunctionDefaultTimeout", "LambdaFunctionDefaultMemorySize"], checks: [resources.runsConfiguredFunctions] },
  { ids: ["CKV_AWS_115"], checks: [resources.reservesConcurrency], not: ["my-stage"] },
  { ids: ["CKV_AWS_45", "awslambda_function_no_secrets_in_variables"], checks: [resources.holdsNoSecrets] },
  { ids: ["AwsSolutions-IAM5", "LambdaStarPermissions", "GENSEC01-BP01"], checks: [access.isLeastPrivilege] },
  { ids: ["AwsSolutions-IAM4"], checks: [access.isLeastPrivilege, access.trustsOnlyLambda] },
  { ids: ["DynamoDB.1", "CKV2_AWS_16"], checks: [resources.hasTheTable] },
  { ids: ["DynamoDB.2", "DDB3", "CKV_AWS_28"], checks: [resources.hasTheTable] },
  { ids: ["ASVS 14.2.7"], checks: [resources.hasTheTable] },
  { ids: ["DynamoDB.6"], checks: [resources.keepsItsData], not: ["staging", ...cheap] },
  { ids: ["S3.1", "S3.2", "S3.3", "S3.8", "S3.12", "AwsSolutions-S2", "CIS 3.1.4"], checks: [bucket.isPrivate] },
  { ids: ["S3.5", "AwsSolutions-S10", "CIS 3.1.1"], checks: [bucket.isReadOverTls] },
  { ids: ["CloudFront.3", "CKV_AWS_34", "CloudFront.9", "CloudFront.10", "CFR5"], checks: [edge.servesTheApiUncached] },
  { ids: ["CloudFront.5", "CFR3", "CKV_AWS_86"], checks: [edge.logsNoSearches], not: cheap },
  { ids: ["CloudFront.6", "CFR2", "CKV_AWS_68", "WAF.10", "WAF.12"], checks: [firewall.isWatchedByTheFirewall], not: cheap },
  { ids: ["CloudFront.7", "CloudFront.8", "CloudFront.15", "CFR4", "CKV_AWS_174"], checks: [edge.servesModernTls], needsDomain: true },
  { ids: ["CKV_AWS_259", "CKV2_AWS_32", "OWASP Secure Headers"], checks: [edge.sendsTheHeaders, headers.sendsStrictHeaders] },
  { ids: ["CKV_AWS_66", "CloudWatchLogGroupRetentionPeriod"], checks: [resources.expiresItsLogs] },
  { ids: ["API4:2023", "LLM10:2025"], checks: [monitoring.watchesTheBill], not: ["staging", ...cheap] },
  { ids: ["SNS.4", "AwsSolutions-SNS3", "CKV_AWS_169"], checks: [monitoring.sendsUsefulAlarms], not: cheap },
  { ids: ["Cognito.2", "COG7", "CKV_AWS_366", "cognito_identity_pool_guest_access_disabled"], checks: [signIn.hasNoIdentityPool] },
  {
    ids: ["Cognito.6", "cognito_user_pool_deletion_protection_enabled"],
    checks: [signIn.keepsItsUsers],
    ofUserPools: true,
    not: ["staging", ...cheap],
  },
  {
    ids: ["cognito_user_pool_client_prevent_user_existence_errors", "cognito_user_pool_client_token_revocation_enabled"],
    checks: [signIn.hasAPublicClient],
    ofUserPools: true,
  },
  { ids: ["cognito_user_pool_self_registration_disabled"], checks: [signIn.lets["nobody register"]], ofUserPools: true },
  {
    ids: ["cognito_user_pool_password_policy_minimum_length_14", "cognito_user_pool_temporary_password_expiration"],
    checks: [signIn.requiresLongPasswords],
    ofUserPools: true,
  },
]

/** All rules of the lists about the stack's resource types. */
export const published = [
  ...["APIGateway.1", "APIGateway.2", "APIGateway.3", "APIGateway.4", "APIGateway.5", "APIGateway.8", "APIGateway.9"],
  ...["APIG1", "APIG2", "APIG3", "APIG4", "APIG6", "COG4", "APIGWAccessLogging", "APIGWStructuredLogging", "APIGWXrayEnabled"],
  ...["APIGWDefaultThrottling", "CKV_AWS_59", "CKV_AWS_73", "CKV_AWS_76", "CKV_AWS_120", "CKV_AWS_225", "CKV_AWS_276", "CKV_AWS_308"],
  ...["CKV2_AWS_77", "ASVS 3.4.2", "Lambda.1", "Lambda.2", "Lambda.3", "Lambda.5", "AwsSolutions-L1", "CKV_AWS_45", "CKV_AWS_50"],
  ...["LambdaTracing", "LambdaDLQ", "LambdaFunctionDefaultTimeout", "LambdaFunctionDefaultMemorySize", "LambdaStarPermissions"],
  ...[
    "CKV_AWS_115",
    "CKV_AWS_116",
    "CKV_AWS_117",
    "CKV_AWS_173",
    "CKV_AWS_258",
    "CKV_AWS_272",
    "CKV_AWS_301",
    "CKV_AWS_363",
    "CKV_AWS_364",
  ],
  ...["awslambda_function_no_secrets_in_variables", "AwsSolutions-IAM4", "AwsSolutions-IAM5", "GENSEC01-BP01", "GENSEC01-BP02"],
  ...["DynamoDB.1", "DynamoDB.2", "DynamoDB.4", "DynamoDB.6", "DDB3", "CKV_AWS_28", "CKV_AWS_119", "CKV2_AWS_16", "ASVS 14.2.7"],
  ...[
    "S3.1",
    "S3.2",
    "S3.3",
    "S3.5",
    "S3.6",
    "S3.7",
    "S3.8",
    "S3.9",
    "S3.10",
    "S3.11",
    "S3.12",
    "S3.13",
    "S3.14",
    "S3.15",
    "S3.17",
    "S3.20",
  ],
  ...["AwsSolutions-S1", "AwsSolutions-S2", "AwsSolutions-S5", "AwsSolutions-S10", "CIS 3.1.1", "CIS 3.1.2", "CIS 3.1.4"],
  ...["CloudFront.1", "CloudFront.3", "CloudFront.4", "CloudFront.5", "CloudFront.6", "CloudFront.7", "CloudFront.8", "CloudFront.9"],
  ...["CloudFront.10", "CloudFront.13", "CloudFront.15", "CFR1", "CFR2", "CFR3", "CFR4", "CFR5", "CFR7", "CKV_AWS_34", "CKV_AWS_68"],
  ...["CKV_AWS_86", "CKV_AWS_174", "CKV_AWS_259", "CKV_AWS_305", "CKV_AWS_374", "CKV2_AWS_32", "WAF.10", "WAF.12", "OWASP Secure Headers"],
  ...["CKV_AWS_66", "CKV_AWS_158", "CKV_AWS_338", "CloudWatchLogGroupRetentionPeriod", "bedrock_model_invocation_logging_enabled"],
  ...["API4:2023", "LLM10:2025", "SNS.1", "SNS.4", "AwsSolutions-SNS3", "CKV_AWS_26", "CKV_AWS_169"],
  ...["Cognito.1", "Cognito.2", "Cognito.3", "Cognito.4", "Cognito.5", "Cognito.6", "COG1", "COG2", "COG3", "COG7", "COG8", "CKV_AWS_366"],
  ...[
    "cognito_identity_pool_guest_access_disabled",
    "cognito_user_pool_advanced_security_enabled",
    "cognito_user_pool_blocks_compromised_credentials_sign_in_attempts",
    "cognito_user_pool_blocks_potential_malicious_sign_in_attempts",
    "cognito_user_pool_client_prevent_user_existence_errors",
    "cognito_user_pool_client_token_revocation_enabled",
    "cognito_user_pool_deletion_protection_enabled",
    "cognito_user_pool_mfa_enabled",
    "cognito_user_pool_password_policy_lowercase",
    "cognito_user_pool_password_policy_minimum_length_14",
    "cognito_user_pool_password_policy_number",
    "cognito_user_pool_password_policy_symbol",
    "cognito_user_pool_password_policy_uppercase",
    "cognito_user_pool_self_registration_disabled",
    "cognito_user_pool_temporary_password_expiration",
    "cognito_user_pool_waf_acl_attached",
  ],
]
