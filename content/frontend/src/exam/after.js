/* After the end nothing waits any more. What never reached the server is named, not passed over. */
export function tellWhatCameTooLate(root, queue) {
  const late = root.querySelector("[data-late]");
  if (queue.size && late) {
    late.querySelector("[data-late-places]").textContent = queue.places.map((place) => place + 1).join("、");
    late.hidden = false;
  }
  queue.forget();
}
