# The image of Gatehouse: one static binary that holds the server and the browser app. No shell, no package manager, not root.

FROM golang:1.26-bookworm AS build

# Node builds the browser app; npm is a script beside it.
COPY --from=node:20-bookworm-slim /usr/local/bin/node /usr/local/bin/node
COPY --from=node:20-bookworm-slim /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx

WORKDIR /src

# What is downloaded changes less often than what is written, so it gets layers of its own.
COPY go.mod go.sum ./
RUN go mod download
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc frontend/
COPY frontend/packages/client/package.json frontend/packages/client/
RUN cd frontend && npm ci --engine-strict --ignore-scripts --no-audit --no-fund
COPY .tools/package.json .tools/package-lock.json .tools/
RUN cd .tools && npm ci --engine-strict --ignore-scripts --no-audit --no-fund

COPY . .
ARG VERSION=dev
RUN make build VERSION="$VERSION"

# The runtime has no commands to make folders with, so they are made here.
RUN install -d /runtime/gatehouse/data && install -d -m 1777 /runtime/root/tmp


FROM scratch

COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /runtime/root/ /
COPY --from=build --chown=65532:65532 /runtime/gatehouse/ /gatehouse/
COPY --from=build /src/bin/gatehouse /gatehouse/gatehouse
COPY LICENSE /gatehouse/LICENSE

# Inside a container every address is the container's own; which one the world sees is the engine's business.
ENV GATEHOUSE_LISTEN=0.0.0.0:8080

USER 65532:65532
WORKDIR /gatehouse
VOLUME /gatehouse/data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["/gatehouse/gatehouse", "healthcheck"]
ENTRYPOINT ["/gatehouse/gatehouse"]
CMD ["serve"]
