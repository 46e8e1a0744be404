/** Which accounts at a forge a team reaches through our App, as the topic {@code access.installations} reports. */
@NullMarked
package dev.millrace.githttp.installation;

import org.jspecify.annotations.NullMarked;
