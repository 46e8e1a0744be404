/** Which accounts at a forge a team reaches through our App, as the topic {@code access.installations} tells. */
@NullMarked
package dev.millrace.githttp.installation;

import org.jspecify.annotations.NullMarked;
