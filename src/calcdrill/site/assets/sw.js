/* Keeps the site for use without a network. VERSION, FIRST (pages and scripts) and LATER (problems) stand above. */
"use strict";
var NAME = "calcdrill-" + VERSION;

function request(path) { return new Request(path, { cache: "reload" }); }

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(NAME).then(function (cache) {
    return cache.addAll(FIRST.concat("./").map(request));
  }).then(function () { return self.skipWaiting(); }));
});

/* The problems of the chapters come after the first page is there; what fails now is fetched when it is needed. */
self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) {
      return name.indexOf("calcdrill-") === 0 && name !== NAME;
    }).map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }).then(function () {
    return caches.open(NAME);
  }).then(function (cache) {
    return Promise.all(LATER.map(function (path) { return cache.add(request(path)).catch(function () {}); }));
  }));
});

self.addEventListener("fetch", function (event) {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== location.origin) return;
  event.respondWith(caches.open(NAME).then(function (cache) {
    return cache.match(event.request, { ignoreSearch: true }).then(function (kept) {
      return kept || fetch(event.request).then(function (fresh) {
        if (fresh.ok) cache.put(event.request, fresh.clone());
        return fresh;
      });
    });
  }));
});
