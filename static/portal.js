/* Small helps for those who have scripts; every page works without. No libraries. */
"use strict";

// A form is sent once: a second press within ten seconds is the same press.
document.addEventListener("submit", function (event) {
  var form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(function () { delete form.dataset.sent; }, 10000);
});
window.addEventListener("pageshow", function () {
  document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
});

// The error summary takes the cursor, so that a screen reader begins with it.
var summary = document.querySelector("[data-summary]");
if (summary) summary.focus();

// The language chosen is remembered for the pages that carry none in their address.
document.querySelectorAll("a[data-language]").forEach(function (link) {
  link.addEventListener("click", function () {
    document.cookie = "django_language=" + link.dataset.language + ";path=/;max-age=31536000;samesite=lax";
  });
});

// The portal's clock runs on from the server's time; nothing is ever decided by it.
var clock = document.querySelector("[data-server-time]");
if (clock) {
  var start = Date.parse(clock.dataset.serverTime);
  var opened = performance.now();
  var day = clock.dataset.serverTime.slice(0, 10);
  var pad = function (number) { return (number < 10 ? "0" : "") + number; };
  // Almaty is UTC+5 the year round, and the server says so in the instant itself.
  var offset = 3600000 * Number(clock.dataset.serverTime.slice(19, 22));
  var timer = setInterval(function () {
    var now = new Date(start + (performance.now() - opened) + offset);
    if (now.toISOString().slice(0, 10) !== day) { clearInterval(timer); return; } // words of a new day are the server's
    clock.textContent = clock.textContent.replace(/\d\d:\d\d:\d\d/, pad(now.getUTCHours()) + ":" + pad(now.getUTCMinutes()) + ":" + pad(now.getUTCSeconds()));
  }, 1000);
}

// A count-down: <span data-until="instant" data-words="%d d %h h %m min">; ends by itself at zero.
document.querySelectorAll("[data-until]").forEach(function (place) {
  if (!clock) return;
  var until = Date.parse(place.dataset.until);
  var words = place.dataset.words;
  var show = function () {
    var left = until - (start + (performance.now() - opened));
    if (left <= 0) { clearInterval(tick); return; }
    var minutes = Math.floor(left / 60000);
    place.textContent = words.replace("%d", Math.floor(minutes / 1440)).replace("%h", Math.floor(minutes / 60) % 24).replace("%m", minutes % 60);
  };
  var tick = setInterval(show, 15000);
});

// <button type="button" data-copy="text" data-copied="Copied" hidden>: shown only where it works.
document.querySelectorAll("[data-copy]").forEach(function (button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", function () {
    navigator.clipboard.writeText(button.dataset.copy || location.href).then(function () {
      button.textContent = button.dataset.copied;
    });
  });
});

// <button type="button" data-print hidden>
document.querySelectorAll("[data-print]").forEach(function (button) {
  button.hidden = false;
  button.addEventListener("click", function () { window.print(); });
});
