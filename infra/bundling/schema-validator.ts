/**
 * Stands in for `jsonschema`, with which ElectroDB checks the shape of a schema whenever it makes an entity, and tells a schema from an entity
 * that is made already. The compiler checks ours, and every test runs the real validator: what is left to say in a bundle is the latter.
 */
export class Validator {
  declare customFormats: Record<string, unknown>
  addSchema(): void {}
  validate(value: object): { errors: { property: string; message: string }[] } {
    return { errors: "_instance" in value ? [{ property: "instance", message: "is no schema" }] : [] }
  }
}
Validator.prototype.customFormats = {}
