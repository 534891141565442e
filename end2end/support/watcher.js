// What a page must not do in anybody's browser.

/**
 * Collects what the pages of a browser context do wrong: errors and warnings of the console (where
 * hydration and the content security policy complain), uncaught errors, answers of servers that
 * broke, and parts of a page that could not be fetched.
 *
 * A page itself may be refused with a 4xx: that is what many journeys are about.
 */
export function watch(context) {
  const complaints = [];
  context.on("console", (message) => {
    const isComplaint = ["error", "warning"].includes(message.type());
    // The answer itself is looked at below, with more knowledge.
    const isAnswer = message.text().startsWith("Failed to load resource: the server responded");
    if (isComplaint && !isAnswer) {
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  context.on("weberror", (error) => complaints.push(`uncaught: ${error.error()}`));
  context.on("response", (response) => {
    const isPage = response.request().isNavigationRequest();
    if (response.status() >= (isPage ? 500 : 400)) {
      complaints.push(`${response.status()}: ${response.request().method()} ${response.url()}`);
    }
  });
  context.on("requestfailed", (request) => {
    // A page that is left stops what it still fetched.
    const words = request.failure()?.errorText ?? "";
    if (words !== "net::ERR_ABORTED") complaints.push(`${words}: ${request.url()}`);
  });
  return complaints;
}
