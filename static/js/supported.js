// Says before the page is drawn that scripts run, as GOV.UK Frontend asks.
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
}
