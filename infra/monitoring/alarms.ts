import { alarmEmail } from "../deployment.ts"
import { type Alarm, alarms } from "./alarm-list.ts"
import type { Metric } from "./watched.ts"

/** Creates the topic and every alarm of the list. ALARM_EMAIL receives them, if it is set. */
export function createAlarms(accountId: $util.Input<string>): aws.cloudwatch.MetricAlarm[] {
  const topic = createTopic(accountId)
  return alarms.map((alarm) => createAlarm(alarm, topic.arn))
}

function createTopic(accountId: $util.Input<string>) {
  const topic = new aws.sns.Topic("AlarmTopic", { name: `${$app.name}-${$app.stage}-alarms`, displayName: `${$app.name} ${$app.stage}` })
  new aws.sns.TopicPolicy("AlarmTopicPolicy", {
    arn: topic.arn,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topic.arn,
          Condition: { StringEquals: { "aws:SourceAccount": accountId } },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: topic.arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    }),
  })
  if (alarmEmail) new aws.sns.TopicSubscription("AlarmEmail", { topic: topic.arn, protocol: "email", endpoint: alarmEmail })
  return topic
}

function createAlarm({ name, means, act, metrics, expression, above, minutes, periods }: Alarm, topic: $util.Input<string>) {
  const queries = Object.entries(metrics).map(([id, metric]) => query(id, metric, minutes, expression === undefined))
  return new aws.cloudwatch.MetricAlarm(`Alarm-${name}`, {
    name: `${$app.name}-${$app.stage}-${name}`,
    alarmDescription: `${means} ${act} More: docs/operations.md, ${name}.`,
    metricQueries: expression === undefined ? queries : [...queries, { id: "watched", expression, label: name, returnData: true }],
    comparisonOperator: "GreaterThanThreshold",
    threshold: above,
    evaluationPeriods: periods?.of ?? 1,
    datapointsToAlarm: periods?.above ?? 1,
    // No data means no traffic.
    treatMissingData: "notBreaching",
    alarmActions: [topic],
    okActions: [topic],
  })
}

const query = (id: string, { namespace, metricName, dimensions, stat }: Metric, minutes: number, returnData: boolean) => ({
  id,
  metric: { namespace, metricName, dimensions, stat, period: minutes * 60 },
  returnData,
})
