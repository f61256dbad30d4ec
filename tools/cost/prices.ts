/**
 * List prices of what a stage uses besides the model, in USD, for us-east-1 and without the free tiers. The model's prices are in the
 * catalogue. `check`: from memory, not read from a price list; look it up before you rely on it.
 */
export type Price = { name: string; usd: number; per: string; source: string; check?: true }

export const pricesAsOf = "2026-11"

export const prices = {
  lambdaSecond: { name: "Lambda, arm64", usd: 0.0000133334, per: "GB-second", source: "aws.amazon.com/lambda/pricing", check: true },
  lambdaRequest: { name: "Lambda requests", usd: 0.2, per: "million", source: "aws.amazon.com/lambda/pricing", check: true },
  apiRequest: { name: "API Gateway REST requests", usd: 3.5, per: "million", source: "aws.amazon.com/api-gateway/pricing", check: true },
  edgeRequest: { name: "CloudFront HTTPS requests", usd: 1, per: "million", source: "aws.amazon.com/cloudfront/pricing", check: true },
  edgeFunction: { name: "CloudFront Functions", usd: 0.1, per: "million", source: "aws.amazon.com/cloudfront/pricing", check: true },
  edgeTraffic: { name: "CloudFront traffic", usd: 0.085, per: "GB", source: "aws.amazon.com/cloudfront/pricing", check: true },
  write: { name: "DynamoDB on-demand writes", usd: 0.625, per: "million units", source: "aws.amazon.com/dynamodb/pricing/on-demand" },
  read: { name: "DynamoDB on-demand reads", usd: 0.125, per: "million units", source: "aws.amazon.com/dynamodb/pricing/on-demand" },
  storage: { name: "DynamoDB storage", usd: 0.25, per: "GB-month", source: "aws.amazon.com/dynamodb/pricing/on-demand", check: true },
  recovery: { name: "Point-in-time recovery", usd: 0.2, per: "GB-month", source: "aws.amazon.com/dynamodb/pricing/on-demand", check: true },
  logs: { name: "CloudWatch Logs, written", usd: 0.5, per: "GB", source: "aws.amazon.com/cloudwatch/pricing", check: true },
  logStorage: { name: "CloudWatch Logs, kept", usd: 0.03, per: "GB-month", source: "aws.amazon.com/cloudwatch/pricing", check: true },
  alarm: {
    name: "CloudWatch alarm, each metric it reads",
    usd: 0.1,
    per: "month",
    source: "aws.amazon.com/cloudwatch/pricing",
    check: true,
  },
  dashboard: { name: "CloudWatch dashboard", usd: 3, per: "month", source: "aws.amazon.com/cloudwatch/pricing", check: true },
  metric: { name: "CloudWatch custom metric", usd: 0.3, per: "month", source: "aws.amazon.com/cloudwatch/pricing", check: true },
  trace: { name: "X-Ray traces", usd: 5, per: "million", source: "aws.amazon.com/xray/pricing", check: true },
  firewall: { name: "WAF web ACL", usd: 5, per: "month", source: "aws.amazon.com/waf/pricing", check: true },
  firewallRule: { name: "WAF rule or rule group", usd: 1, per: "month", source: "aws.amazon.com/waf/pricing", check: true },
  firewallRequest: { name: "WAF requests", usd: 0.6, per: "million", source: "aws.amazon.com/waf/pricing", check: true },
  challenge: { name: "WAF challenges served", usd: 0.4, per: "million", source: "aws.amazon.com/waf/pricing", check: true },
  files: { name: "S3 storage", usd: 0.023, per: "GB-month", source: "aws.amazon.com/s3/pricing", check: true },
  person: {
    name: "Cognito Essentials, beyond the first 10,000",
    usd: 0.015,
    per: "person who signs in within a month",
    source: "aws.amazon.com/cognito/pricing",
    check: true,
  },
  zone: { name: "Route 53 hosted zone", usd: 0.5, per: "month", source: "aws.amazon.com/route53/pricing", check: true },
} as const satisfies Record<string, Price>
