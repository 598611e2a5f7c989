/** The HTTP API, server-sent events and the console's files. */
@NullMarked
package klt.controller.http;

import org.jspecify.annotations.NullMarked;
