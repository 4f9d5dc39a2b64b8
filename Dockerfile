# One build, one target per service: docker build --target issuer .
FROM node:22-slim AS build
WORKDIR /latchkey
COPY . .
ENV NX_DAEMON=false
RUN --mount=type=cache,target=/root/.npm npm ci
# What a service does not run stays behind: sources, tools, and what only they need.
RUN npm run build \
 && npm prune --omit=dev \
 && find apps libs -mindepth 2 -maxdepth 2 ! -name dist ! -name package.json -exec rm -rf {} +

FROM node:22-slim AS runtime
WORKDIR /latchkey
# Where this is set, nobody makes a demo token.
ENV NODE_ENV=production LATCHKEY_IMAGE=1
COPY --from=build /latchkey/package.json ./
COPY --from=build /latchkey/node_modules node_modules
COPY --from=build /latchkey/libs libs
# What a verifier keeps for its next start: a volume there is then its user's own.
RUN install -d -o node -g node /var/lib/latchkey
USER node

FROM runtime AS issuer
COPY --from=build /latchkey/apps/issuer apps/issuer
ENV ISSUER_HOST=0.0.0.0
EXPOSE 3001
CMD ["node", "apps/issuer/dist/main.js"]

FROM runtime AS verifier
COPY --from=build /latchkey/apps/verifier apps/verifier
ENV VERIFIER_HOST=0.0.0.0
EXPOSE 3002 3012
CMD ["node", "apps/verifier/dist/main.js"]

FROM runtime AS auditor
COPY --from=build /latchkey/apps/auditor apps/auditor
ENV AUDITOR_HOST=0.0.0.0
EXPOSE 3003
CMD ["node", "apps/auditor/dist/main.js"]

FROM runtime AS notifier
COPY --from=build /latchkey/apps/notifier apps/notifier
ENV NOTIFIER_HOST=0.0.0.0
EXPOSE 3004
CMD ["node", "apps/notifier/dist/main.js"]
