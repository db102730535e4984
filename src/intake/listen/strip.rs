//! A request keeps the few things that handlers use, in memory of their own.
//!
//! Header values and the URI are slices of the connection's read buffer. As
//! long as one lives, so does the buffer, and with it the plaintext that came
//! behind the head; and the pool of request heads lets them live for long.

use actix_http::{HttpMessage, Request};
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use actix_web::http::{Method, Uri};

/// Every path that has a page. Anything else is one and the same unknown page.
const PATHS: [&str; 7] = ["/", "/tip", "/replies", "/follow-up", "/delete-reply", "/withdraw", "/burn"];
const UNKNOWN: &str = "/unknown";

/// Replaces headers, URI and method by owned copies of what is known.
#[must_use]
pub(super) fn strip(mut request: Request) -> Request {
    let content_type = request.headers().get(CONTENT_TYPE).map(|value| HeaderValue::from_bytes(value.as_bytes()));
    let path = PATHS.into_iter().find(|path| *path == request.path()).unwrap_or(UNKNOWN);
    let known = [Method::GET, Method::HEAD, Method::POST].into_iter().find(|method| method == request.method());
    let head = request.head_mut();
    head.headers = HeaderMap::new();
    if let Some(Ok(value)) = content_type {
        head.headers.insert(CONTENT_TYPE, value);
    }
    head.uri = Uri::from_static(path);
    head.method = known.unwrap_or(Method::OPTIONS);
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_http::Payload;

    fn request(method: Method, uri: &str, headers: &[(&'static str, &'static str)]) -> Request {
        let mut request: Request = Request::with_payload(Payload::None);
        request.head_mut().method = method;
        request.head_mut().uri = uri.parse().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert((*name).parse().unwrap(), HeaderValue::from_static(value));
        }
        request
    }

    #[test]
    fn only_what_handlers_use_is_left_of_a_request() {
        let headers =
            [("user-agent", "marked"), ("content-type", "multipart/form-data; boundary=x"), ("cookie", "marked")];
        let stripped = strip(request(Method::POST, "/tip?marked=1", &headers));
        assert_eq!(stripped.headers().len(), 1);
        assert_eq!(stripped.headers().get(CONTENT_TYPE).unwrap(), "multipart/form-data; boundary=x");
        assert_eq!((stripped.uri().to_string().as_str(), stripped.method()), ("/tip", &Method::POST));
        let unknown = strip(request(Method::from_bytes(b"MARKED").unwrap(), "/marked", &[]));
        assert_eq!((unknown.uri().to_string().as_str(), unknown.method()), (UNKNOWN, &Method::OPTIONS));
    }
}
