// Moves the bar of a job that runs; without it, the page shows the state of when it was opened.
const card = document.querySelector("[data-job]");
if (card && !card.dataset.over) {
  const put = (name, text) => { card.querySelector(`[data-${name}]`).textContent = text; };
  const ask = async () => {
    try {
      const job = await (await fetch(card.dataset.job, { headers: { Accept: "application/json" } })).json();
      if (job.over) return location.reload();
      put("state", job.label); put("done", job.done); put("total", job.total); put("percent", job.percent);
      card.querySelector("[data-bar]").value = job.percent;
    } catch { /* the server is away: ask again */ }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
}
