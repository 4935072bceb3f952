// A revealed number stays on the page it was asked for, and in no history.
document.querySelectorAll("[data-reveal] form").forEach((form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    if (!answer.ok || !answer.headers.get("Content-Type").includes("json")) {
      window.location.reload();
      return;
    }
    form.querySelector("output").textContent = (await answer.json()).value;
  });
});
