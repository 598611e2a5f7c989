/** The parts of the HTTP server below the routes: connectors with their limits, TLS, headers, and responses to malformed requests. */
@NullMarked
package klt.controller.http.server;

import org.jspecify.annotations.NullMarked;
