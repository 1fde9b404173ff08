# The bot in a small image: Node 24, no build step, no root.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Node comes with the image; nothing here needs an install script. With --omit=optional the bot sees, hears and reads nothing.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY src/operations/image.ts ./
RUN node image.ts prune .

FROM node:24-slim
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/.cache/compile \
    STORAGE_URL=sqlite:///data/parley.db
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY adapters ./adapters
# Every room is loaded once, so that the compile cache is warm: a start costs a fraction then.
RUN node --import ./src/compile-cache.js src/operations/image.ts load \
 && mkdir -p /data && chown -R node:node /data
USER node
VOLUME /data
# The root file system may be read-only: everything that is written is in /data.
STOPSIGNAL SIGTERM
CMD ["node", "--import", "./src/compile-cache.js", "src/main.ts"]
