# The bot in a small image: Node 24, no build step, no root.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Node comes with the image; nothing here needs an install script.
RUN npm install --omit=dev --ignore-scripts --no-audit --no-fund

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
RUN node --input-type=module -e "import { enableCompileCache, flushCompileCache } from 'node:module'; \
      enableCompileCache(); \
      for (const room of ['src/config/index', 'src/util/log', 'src/util/proxy', 'src/app', 'adapters/telegram/index', \
        'adapters/telegram/format', 'adapters/discord/index', 'adapters/discord/format']) \
        await import('/app/' + room + '.ts'); \
      await import('openai'); \
      flushCompileCache()" \
 && mkdir -p /data && chown -R node:node /data
USER node
VOLUME /data
# The root file system may be read-only: everything that is written is in /data.
STOPSIGNAL SIGTERM
CMD ["node", "--import", "./src/compile-cache.js", "src/main.ts"]
