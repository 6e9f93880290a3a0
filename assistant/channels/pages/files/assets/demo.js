// The demo page's own script: what any clinic's page may do with the widget.
document.getElementById("snippet").textContent =
  `<script src="${location.origin}/widget.js" data-site-key="demo" async></` + "script>";
document.getElementById("open").addEventListener("click", () => window.parentingAssistant?.open());
