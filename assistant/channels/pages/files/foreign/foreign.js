// Loads the widget from wherever the address says and tells what came of it.
const asked = new URLSearchParams(location.search);
const result = document.getElementById("result");
document.addEventListener("parenting-assistant:refused", () => { result.textContent = "被拒绝：这个网页什么也得不到。"; });
document.addEventListener("parenting-assistant:ready", () => {
  const look = setInterval(() => {
    if (!document.querySelector("parenting-assistant")) return;
    clearInterval(look);
    result.textContent = "可以使用：这个网页的地址在站点名单里。";
  }, 200);
});
const script = document.createElement("script");
script.src = new URL("/widget.js", asked.get("service") || location.origin).href;
script.dataset.siteKey = asked.get("key") || "demo";
document.head.append(script);
