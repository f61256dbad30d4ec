/** DynamoDB's endpoint discovery is off unless somebody turns it on: its cache needs no order of use. */
export default class extends Map<string, unknown> {
  constructor(_capacity: number) {
    super()
  }
}
