/** Which connections network policies allow, as the documentation of Kubernetes defines it. */
@NullMarked
package dev.millrace.deploy.network;

import org.jspecify.annotations.NullMarked;
