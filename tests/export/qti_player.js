// Runs in a page with @citolab/qti-components: an item is loaded, each text is answered, response processing is run.
// Gives for each text the score, and whether the item has feedback for it, as [score, hasFeedback].
async ([xml, texts]) => {
  const pause = () => new Promise((done) => setTimeout(done, 20));
  const box = document.querySelector("item-container");
  box.itemXML = xml;
  let item = null;
  for (let turn = 0; turn < 200 && !item; turn += 1) {
    await pause();
    const found = box.shadowRoot.querySelector("qti-assessment-item");
    if (found && found.getVariable && found.getVariable("RESPONSE") && xml.includes(found.identifier)) item = found;
  }
  const results = [];
  for (const text of texts) {
    item.resetResponses();
    const input = item.querySelector("qti-text-entry-interaction");
    if (input) {
      const field = input.shadowRoot.querySelector("input");
      field.value = text;
      for (const event of ["input", "keyup", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
    } else {
      item.querySelector(`qti-simple-choice[identifier="${text}"]`).click();
    }
    await pause();
    item.processResponse();
    await pause();
    if (item.getVariable("RESPONSE").value !== text) throw new Error(`${text} was not taken`);
    const said = item.getVariable("FEEDBACK").value;
    const shown = said && item.querySelector(`qti-modal-feedback[outcome-identifier="FEEDBACK"][identifier="${said}"]`);
    results.push([Number(item.getVariable("SCORE").value), Boolean(shown)]);
    for (const one of item.querySelectorAll("qti-modal-feedback")) one.shadowRoot.querySelector("dialog")?.close();
  }
  return results;
}
