type Props<Value extends string> = { label: string; name: string; value: Value; options: [Value, string][]; choose: (value: Value) => void }

/** A segmented control. */
export const RadioGroup = <Value extends string>({ label, name, value, options, choose }: Props<Value>) => (
  <fieldset class="radio-group">
    <legend>{label}</legend>
    <div class="radio-group-options">
      {options.map(([option, words]) => (
        <label key={option}>
          <input type="radio" name={name} checked={option === value} onChange={() => choose(option)} />
          <span>{words}</span>
        </label>
      ))}
    </div>
  </fieldset>
)
