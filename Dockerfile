# The bot in a small image: Node 24, no build step, no root.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# With --build-arg WITHOUT=optional the image is smaller by 45 MB, and the bot sees, hears, speaks and reads nothing.
ARG WITHOUT=
# Node comes with the image; nothing here needs an install script.
RUN npm ci --omit=dev ${WITHOUT:+--omit=$WITHOUT} --ignore-scripts --no-audit --no-fund
COPY src/operations/image.ts ./
RUN node image.ts prune .

FROM node:24-slim
# What stands here goes before what stands in .env.
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/.cache/compile \
    STORAGE_URL=sqlite:///data/parley.db \
    HTTP_HOST=127.0.0.1 \
    HTTP_PORT=8765
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY adapters ./adapters
# Every room is loaded once, so that the compile cache is warm: a start costs a fraction then.
RUN node --import ./src/compile-cache.js src/operations/image.ts load \
 && install -d -o node -g node -m 700 /data
USER node
VOLUME /data
# The root file system may be read-only: everything that is written is in /data.
STOPSIGNAL SIGTERM
# Asked inside the container, so no port needs to be published. 200 while the process lives, whatever the platforms do.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["node", "-e", "require('node:http').get({ host: process.env.HTTP_HOST, port: process.env.HTTP_PORT, path: '/health' }, (response) => process.exit(response.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
CMD ["node", "--import", "./src/compile-cache.js", "src/main.ts"]
