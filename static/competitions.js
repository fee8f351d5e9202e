/* The closing day to propose follows the days typed into the draft; without scripts it follows the saved ones. */
"use strict";

(function () {
  var form = document.querySelector("[data-proposal-url]");
  var place = form && form.querySelector("[data-proposal]");
  if (!place) return;
  var days = function () {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name === "closing_on" || /^print-\d+-planned_on$/.test(field.name);
    });
  };
  var ask = function () {
    var query = new URLSearchParams();
    days().forEach(function (field) {
      if (field.value) query.append(field.name === "closing_on" ? "closing_on" : "planned", field.value);
    });
    fetch(form.dataset.proposalUrl + "?" + query, { credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.text() : null; })
      .then(function (words) { if (words !== null) place.innerHTML = words; })
      .catch(function () { /* the saved proposal stays on the page */ });
  };
  place.setAttribute("aria-live", "polite");
  days().forEach(function (field) { field.addEventListener("change", ask); });
})();
